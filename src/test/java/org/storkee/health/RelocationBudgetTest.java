package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;

/** A limit on deletions that starves nobody. */
class RelocationBudgetTest {
    @Test
    void aHundredPodsOfAFailedNodeAreRelocatedWithinAMinute() {
        HealthWorld world = HealthWorld.of(9);
        fill(world, "node-1", 100);
        world.storage("node-1", NodeState.OFFLINE).pass(60);
        assertThat(world.pods).isEmpty();
        assertThat(world.done).hasSize(100);
    }

    @Test
    void aNodeThatFailsFiveSecondsLaterIsServedInTurns() {
        HealthWorld world = HealthWorld.of(9);
        fill(world, "node-1", 100);
        fill(world, "node-2", 10);
        world.storage("node-1", NodeState.OFFLINE).pass(5);
        world.storage("node-2", NodeState.OFFLINE).pass(4 + 5);
        assertThat(deletedOn(world))
                .as("5 s after it was confirmed")
                .hasEntrySatisfying("node-2", n -> assertThat(n).isGreaterThanOrEqualTo(10));
        world.pass(50);
        assertThat(world.pods).isEmpty();
    }

    @Test
    void noMoreGoAtOnceThanTheBurstAndNoMoreLaterThanTheRate() {
        HealthWorld world = HealthWorld.of(9);
        fill(world, "node-1", 100);
        world.storage("node-1", NodeState.OFFLINE).pass(4);
        assertThat(world.done).hasSize(10);
        assertThat(world.decided)
                .filteredOn(d -> d.reason() == Reason.RATE_LIMITED)
                .hasSize(90);
        world.pass(4);
        assertThat(world.done).hasSize(30);
    }

    @Test
    void aDeletionTheApiServerRefusesIsTriedAgainAfterFiveSecondsAndNotEachSecond() {
        HealthWorld world = HealthWorld.of(9);
        fill(world, "node-1", 1);
        world.apiRefuses = true;
        world.storage("node-1", NodeState.OFFLINE).pass(4 + 10);
        assertThat(world.done).hasSize(3);
        world.apiRefuses = false;
        world.pass(15);
        assertThat(world.pods).isEmpty();
    }

    @Test
    void podsWhoseDeletionIsRefusedForEverDoNotKeepTheOthersOfTheirNodeWaiting() {
        HealthWorld world = HealthWorld.of(9);
        fill(world, "node-1", 60);
        world.pods.values().forEach(pod -> pod.refused = true);
        fill(world, "node-1", 20);
        world.storage("node-1", NodeState.OFFLINE).pass(30);
        assertThat(world.pods.values()).hasSize(60).allMatch(pod -> pod.refused);
        world.pods.values().forEach(pod -> pod.refused = false);
        world.pass(30);
        assertThat(world.pods).isEmpty();
    }

    @Test
    void whatIsUnderWayTakesNoTokenFromTheOthers() {
        HealthWorld world = HealthWorld.of(9);
        fill(world, "node-1", 20);
        world.pods.values().stream().limit(10).forEach(pod -> pod.refused = true);
        world.storage("node-1", NodeState.OFFLINE).pass(4);
        List<Decision> plan = RelocationPlan.decide(world.findings, world.cluster(), world.settings);
        List<Decision> admitted = world.budget.admit(
                plan, world.now.plusSeconds(10), d -> world.pods.get(d.pod().uid()).refused);
        assertThat(admitted)
                .filteredOn(Decision::carryOut)
                .hasSize(10)
                .noneMatch(d -> world.pods.get(d.pod().uid()).refused);
    }

    @Test
    void whatIsNotToBeCarriedOutCostsNothing() {
        HealthWorld world = new HealthWorld(Settings.with().mode(Mode.OBSERVE).get(), 9);
        fill(world, "node-1", 100);
        world.storage("node-1", NodeState.OFFLINE).pass(5);
        assertThat(world.decided)
                .filteredOn(d -> d.action() == Action.DELETE_GRACEFULLY)
                .hasSize(100);
    }

    @Test
    void aClockThatGoesBackGivesNothingAwayAndHoldsNothingUp() {
        TokenBucket bucket = new TokenBucket(5, 2);
        java.time.Instant now = java.time.Instant.parse("2026-01-01T00:00:00Z");
        assertThat(List.of(bucket.take(now), bucket.take(now), bucket.take(now)))
                .containsExactly(true, true, false);
        java.time.Instant before = now.minusSeconds(3600);
        assertThat(bucket.take(before)).isFalse();
        assertThat(bucket.take(before.plusMillis(200))).isTrue();
    }

    private static void fill(HealthWorld world, String node, int pods) {
        for (int i = 0; i < pods; i++) {
            world.pod("db-" + i, node).volume("pv-" + node + "-" + i, node, "node-3");
        }
    }

    private static Map<String, Integer> deletedOn(HealthWorld world) {
        Map<String, Integer> counts = new HashMap<>();
        world.done.forEach(d -> counts.merge(d.node(), 1, Integer::sum));
        return counts;
    }
}
