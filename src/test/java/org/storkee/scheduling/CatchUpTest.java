package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A preempt that is answered a moment too early costs the pod five minutes, as the scheduler does not come back. */
class CatchUpTest {
    private static final PodCase CASE =
            new World(ConformanceTest.rows().findFirst().orElseThrow()).podCase();
    private static final Verdicts DECIDED = refused(Refusal.OFFLINE);

    private Duration passed = Duration.ZERO;
    private final CatchUp catchUp = new CatchUp(time -> passed = passed.plus(time));

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void whatIsDecidedIsAnsweredAtOnce() {
        assertThat(catchUp.judge(() -> DECIDED)).isSameAs(DECIDED);
        assertThat(passed).isZero();
    }

    @Test
    void aVolumeThatTheSchedulerSawFirstIsWaitedFor() {
        Verdicts unseen = waiting(Waiting.Reason.UNSEEN_VOLUME);
        assertThat(judged(unseen, unseen, DECIDED)).isSameAs(DECIDED);
        assertThat(passed).isPositive().isLessThan(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIM_MISSING", "CLAIM_NOT_BOUND"})
    void aClaimThatTheSchedulerSawFirstIsWaitedFor(Refusal refusal) {
        assertThat(judged(refused(refusal), DECIDED)).isSameAs(DECIDED);
    }

    @Test
    void itIsWaitedForOneSecondAtMost() {
        Verdicts unseen = waiting(Waiting.Reason.UNSEEN_VOLUME);
        assertThat(catchUp.judge(() -> unseen)).isSameAs(unseen);
        assertThat(passed).isEqualTo(CatchUp.LONGEST);
    }

    @ParameterizedTest
    @EnumSource(names = "UNSEEN_VOLUME", mode = Mode.EXCLUDE)
    void whatTakesLongerThanAMomentHoldsNoSchedulerUp(Waiting.Reason reason) {
        Verdicts waiting = waiting(reason);
        assertThat(judged(waiting, DECIDED)).isSameAs(waiting);
        assertThat(passed).isZero();
    }

    @Test
    void aServerThatStopsAnswersWithWhatItHas() {
        CatchUp interrupted = new CatchUp(time -> {
            throw new InterruptedException("stopping");
        });
        Verdicts unseen = waiting(Waiting.Reason.UNSEEN_VOLUME);
        assertThat(interrupted.judge(() -> unseen)).isSameAs(unseen);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private Verdicts judged(Verdicts... inTurn) {
        Deque<Verdicts> left = new ArrayDeque<>(Arrays.asList(inTurn));
        return catchUp.judge(left::removeFirst);
    }

    private static Verdicts refused(Refusal refusal) {
        return new Verdicts(new Refusal[] {refusal}, null, CASE);
    }

    private static Verdicts waiting(Waiting.Reason reason) {
        PodCase waits = new PodCase(
                CASE.pod(),
                CASE.traits(),
                CASE.controller(),
                CASE.volumes(),
                CASE.topology(),
                CASE.blind(),
                new Waiting(reason, "waiting"));
        return new Verdicts(new Refusal[1], "waiting", waits);
    }
}
