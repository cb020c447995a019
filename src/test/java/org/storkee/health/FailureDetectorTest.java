package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.api.NodeState;

/** Two observations that agree, and everything that keeps them from agreeing. */
class FailureDetectorTest {
    private static final MachineId NODE_1 = new MachineId(HealthWorld.DRIVER, "node-1", "node-1");
    private final HealthWorld world = HealthWorld.of(6);

    @Test
    void aMachineGoesFromHealthyToSuspectToConfirmedToActingToRecoveredAndBack() {
        world.look();
        assertThat(phase()).isEqualTo(Phase.HEALTHY);
        world.storage("node-1", NodeState.OFFLINE);
        look(1);
        assertThat(phase()).isEqualTo(Phase.SUSPECT);
        look(2);
        assertThat(phase()).as("2 s later").isEqualTo(Phase.SUSPECT);
        look(1);
        assertThat(phase()).as("3 s later").isEqualTo(Phase.CONFIRMED);
        world.detector.acted(NODE_1, world.now);
        look(1);
        assertThat(phase()).isEqualTo(Phase.ACTING);
        world.storage("node-1", NodeState.ONLINE);
        look(1);
        assertThat(phase()).isEqualTo(Phase.RECOVERED);
        look(60);
        assertThat(phase()).isEqualTo(Phase.HEALTHY);
    }

    @Test
    void bothSightingsAreKeptAsEvidence() {
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        Finding finding = world.findings.machines().getFirst();
        assertThat(Duration.between(finding.first().heldAt(), finding.second().heldAt()))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(finding.outages()).isEqualTo(1);
    }

    @Test
    void aViewThatIsNotConfirmedAnewProvesNothingMoreHoweverOftenItIsLookedAt() {
        world.storage("node-1", NodeState.OFFLINE);
        look(1);
        world.silent.add(HealthWorld.DRIVER);
        look(100);
        assertThat(phase()).isEqualTo(Phase.HEALTHY);
        assertThat(world.findings.machines().getFirst().fresh()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ONLINE", "DEGRADED", "STORAGE_DOWN", "UNREACHABLE"})
    void anyOtherStateBetweenTwoLooksStartsOverThoughBothSeeItOffline(String state) {
        world.storage("node-1", NodeState.OFFLINE);
        look(3);
        passed(NodeState.valueOf(state));
        look(3);
        assertThat(confirmed()).isFalse();
    }

    @Test
    void aMachineThatFlapsFasterThanItIsLookedAtIsNeverConfirmed() {
        world.storage("node-1", NodeState.OFFLINE);
        for (int i = 0; i < 600; i++) {
            look(1);
            assertThat(confirmed()).isFalse();
            passed(NodeState.ONLINE);
        }
    }

    @Test
    void aMachineThatWasActedOnAndRecoveredBetweenTwoLooksCoolsDown() {
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        world.detector.acted(NODE_1, world.now);
        passed(NodeState.ONLINE);
        look(10);
        assertThat(phase()).isEqualTo(Phase.RECOVERED);
    }

    private void passed(NodeState state) {
        world.detector.passed(new MachineEvidence(NODE_1, state, "", false), world.now);
    }

    @Test
    void aViewThatIsSaidToBeOldWhenItIsFirstSeenDoesNotShortenTheWait() {
        world.storage("node-1", NodeState.OFFLINE);
        world.silent.add(HealthWorld.DRIVER);
        world.heldAt.put(HealthWorld.DRIVER, world.now.minusSeconds(10));
        look(1);
        world.silent.clear();
        look(2);
        assertThat(confirmed()).isFalse();
        look(1);
        assertThat(confirmed()).isTrue();
    }

    @Test
    void aStaleViewTakesAConfirmationBack() {
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        world.silent.add(HealthWorld.DRIVER);
        look(20);
        assertThat(confirmed()).as("20 s old").isTrue();
        look(1);
        assertThat(confirmed()).as("21 s old").isFalse();
    }

    @Test
    void aFailingDriverTakesAConfirmationBackAtOnce() {
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        world.failures.put(HealthWorld.DRIVER, "timeout");
        look(1);
        assertThat(confirmed()).isFalse();
        world.failures.clear();
        look(3);
        assertThat(confirmed()).isFalse();
        look(1);
        assertThat(confirmed()).as("two new sightings").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ONLINE", "DEGRADED", "STORAGE_DOWN", "UNREACHABLE"})
    void anyOtherStateInBetweenStartsOver(String state) {
        world.storage("node-1", NodeState.OFFLINE);
        look(3);
        world.storage("node-1", NodeState.valueOf(state));
        look(1);
        world.storage("node-1", NodeState.OFFLINE);
        look(3);
        assertThat(confirmed()).isFalse();
    }

    @Test
    void aMachineThatIsGoneStartsOver() {
        world.storage("node-1", NodeState.OFFLINE);
        look(3);
        MachineEvidence machine = world.machines.get(HealthWorld.DRIVER).remove("node-1");
        look(1);
        world.machines.get(HealthWorld.DRIVER).put("node-1", machine);
        look(3);
        assertThat(confirmed()).isFalse();
    }

    @Test
    void anActingMachineWhoseAgentFallsSilentStaysActingWithoutBeingConfirmed() {
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        world.detector.acted(NODE_1, world.now);
        world.storage("node-1", NodeState.UNREACHABLE);
        look(30);
        assertThat(phase()).isEqualTo(Phase.ACTING);
        assertThat(confirmed()).isFalse();
        assertThat(world.findings.census().get(HealthWorld.DRIVER).failed()).isEqualTo(1);
    }

    @Test
    void aBeatThatComesLateStartsOver() {
        for (Duration gap : List.of(Duration.ofMinutes(5), Duration.ofSeconds(6), Duration.ofMinutes(-5))) {
            HealthWorld each = HealthWorld.of(6);
            each.storage("node-1", NodeState.OFFLINE);
            each.pass(3);
            each.now = each.now.plus(gap);
            each.look();
            assertThat(each.findings.machines().getFirst().confirmed())
                    .as("%s", gap)
                    .isFalse();
            assertThat(each.findings.machines().getFirst().phase()).isEqualTo(Phase.SUSPECT);
        }
    }

    @Test
    void aNewLeaderNeedsTwoSightingsOfItsOwn() {
        world.storage("node-1", NodeState.OFFLINE);
        look(10);
        world.detector.reset();
        look(3);
        assertThat(confirmed()).isFalse();
        look(1);
        assertThat(confirmed()).isTrue();
    }

    @Test
    void aMachineThatWasActedOnMayNotFailAgainWithinTheCoolDown() {
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        world.detector.acted(NODE_1, world.now);
        world.storage("node-1", NodeState.ONLINE);
        look(1);
        world.storage("node-1", NodeState.OFFLINE);
        look(59);
        assertThat(phase()).isEqualTo(Phase.RECOVERED);
        look(1);
        assertThat(phase()).as("counts from the end of the cool-down").isEqualTo(Phase.SUSPECT);
        look(6);
        assertThat(phase()).as("and twice as long, the second time").isEqualTo(Phase.CONFIRMED);
    }

    @Test
    void eachOutageWithinHalfAnHourDoublesTheTimeToConfirmUpToFiveMinutes() {
        List<Duration> needed = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            world.storage("node-1", NodeState.OFFLINE);
            look(1);
            needed.add(world.findings.machines().getFirst().confirmAfter());
            world.storage("node-1", NodeState.ONLINE);
            look(1);
        }
        assertThat(needed)
                .extracting(Duration::toSeconds)
                .containsExactly(3L, 6L, 12L, 24L, 48L, 96L, 192L, 300L, 300L);
        look(1801);
        world.storage("node-1", NodeState.OFFLINE);
        look(4);
        assertThat(confirmed()).as("forgotten").isTrue();
    }

    @Test
    void aSilentAgentInBetweenIsNoNewOutage() {
        for (int i = 0; i < 5; i++) {
            world.storage("node-1", NodeState.OFFLINE);
            look(1);
            world.storage("node-1", NodeState.UNREACHABLE);
            look(1);
        }
        assertThat(world.findings.machines().getFirst().outages()).isEqualTo(1);
    }

    @Test
    void onlineMachinesCostNothing() {
        world.look();
        assertThat(world.findings.machines()).isEmpty();
        assertThat(world.findings.census().get(HealthWorld.DRIVER).machines()).isEqualTo(6);
    }

    /** A driver that pushes its news and confirms its view every 2 s, looked at every second, at every phase of both. */
    @Test
    void fromOfflineToTheDecisionItTakesSixSecondsAtMostWhereADriverConfirmsEveryTwo() {
        List<Long> millis = new ArrayList<>();
        for (int tick = 0; tick < 2000; tick += 50) {
            for (int beat = 0; beat < 1000; beat += 50) {
                millis.add(timeToConfirm(tick, beat));
            }
        }
        Collections.sort(millis);
        assertThat(millis.getLast()).isLessThanOrEqualTo(6000);
        assertThat(millis.get(millis.size() / 2)).isLessThanOrEqualTo(5000);
    }

    /** Offline is published at 0, confirmed at {@code tick} ms and every 2 s, looked at at {@code beat} ms and every second. */
    private static long timeToConfirm(int tick, int beat) {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        FailureDetector detector = new FailureDetector(HealthSettings.DEFAULTS);
        MachineEvidence machine = new MachineEvidence(NODE_1, NodeState.OFFLINE, "", false);
        for (long at = beat; at < 20_000; at += 1000) {
            long held = at < tick ? 0 : tick + (at - tick) / 2000 * 2000;
            DriverEvidence driver =
                    new DriverEvidence(HealthWorld.DRIVER, start.plusMillis(held), null, List.of(machine));
            Findings findings = detector.observe(List.of(driver), Set.of(), start.plusMillis(at));
            if (findings.machines().getFirst().confirmed()) {
                return at;
            }
        }
        throw new AssertionError("never confirmed");
    }

    private void look(int seconds) {
        for (int i = 0; i < seconds; i++) {
            world.now = world.now.plusSeconds(1);
            world.look();
        }
    }

    private Phase phase() {
        return world.findings.machines().stream()
                .map(Finding::phase)
                .findFirst()
                .orElse(Phase.HEALTHY);
    }

    private boolean confirmed() {
        return world.findings.machines().stream().anyMatch(Finding::confirmed);
    }
}
