package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.Topology;
import org.storkee.testing.TestClock;

class GivenUpTest {
    private final TestClock clock = new TestClock();
    private final CapacityLedger ledger = new CapacityLedger(clock, Duration.ofMinutes(11));
    private final GivenUp givenUp = new GivenUp(ledger, clock);

    @BeforeEach
    void hearOfPodsForAWhile() {
        sweepFor(Duration.ofSeconds(35), pod(""));
    }

    @Test
    void anOfferToAPodThatFailedSinceIsFreeAfterThirtySeconds() {
        offer("");
        sweepFor(Duration.ofSeconds(30), pod("no CPU left"));
        assertThat(ledger.size()).isOne();
        sweepFor(Duration.ofSeconds(5), pod("no CPU left"));
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aConditionOfAFormerAttemptTellsNothingForTwoMinutes() {
        offer("no CPU left");
        sweepFor(Duration.ofSeconds(120), pod("no CPU left"));
        assertThat(ledger.size()).isOne();
        sweepFor(Duration.ofSeconds(5), pod("no CPU left"));
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aPodThatNeverFailedIsStillOnItsWay() {
        offer("");
        sweepFor(Duration.ofMinutes(5), pod(""));
        assertThat(ledger.size()).isOne();
    }

    @Test
    void anOfferToAPodThatIsGoneIsFreeAfterThirtySeconds() {
        offer("");
        sweepFor(Duration.ofSeconds(35));
        assertThat(ledger.size()).isZero();
    }

    @Test
    void whoCannotHearOfAChosenNodeFreesNothing() {
        offer("");
        clock.pass(Duration.ofMinutes(3));
        assertThat(givenUp.sweep(false, List::of)).isFalse();
        sweepFor(Duration.ofSeconds(30), pod("no CPU left"));
        assertThat(ledger.size()).as("the news may come now").isOne();
        sweepFor(Duration.ofSeconds(10), pod("no CPU left"));
        assertThat(ledger.size()).isZero();
    }

    private void offer(String told) {
        ledger.admit(
                Applicant.of(pod(told)),
                List.of(new PendingClaim("data", "uid-of-data", World.FIRST, 1)),
                new int[0],
                Topology.of(Set.of(), Set.of()),
                new Refusal[0],
                true);
    }

    private void sweepFor(Duration time, Pod... pods) {
        for (long seconds = 0; seconds < time.toSeconds(); seconds += 5) {
            clock.pass(Duration.ofSeconds(5));
            givenUp.sweep(true, () -> List.of(pods));
        }
    }

    private static Pod pod(String told) {
        var pod =
                new PodBuilder().withNewMetadata().withName("p").withUid("pod").endMetadata();
        return told.isEmpty()
                ? pod.build()
                : pod.withNewStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(told)
                        .endCondition()
                        .endStatus()
                        .build();
    }
}
