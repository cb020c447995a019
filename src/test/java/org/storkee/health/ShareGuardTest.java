package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;

/** Many failures at once are no failure of machines. */
class ShareGuardTest {
    @ParameterizedTest(name = "of {0} machines {1} may fail")
    @CsvSource({"1,1", "2,1", "3,1", "5,1", "6,2", "9,3", "50,17", "5000,1700"})
    void theShareIsRoundedDownAndAtLeastOne(int machines, int allowed) {
        assertThat(ShareGuard.allowed(machines, 34)).isEqualTo(allowed);
    }

    @Test
    void asManyAsAllowedAreActedOn() {
        HealthWorld world = withPods(9);
        fail(world, 1, 3);
        world.pass(15);
        assertThat(world.pods).hasSize(6);
    }

    @Test
    void oneMoreAndNoneIs() {
        HealthWorld world = withPods(9);
        fail(world, 1, 4);
        world.pass(120);
        assertThat(world.done).isEmpty();
        assertThat(world.decided).as("once, not for each machine").hasSize(1);
        assertThat(world.decided.getFirst().evidence()).contains(new Fact("failed", "node-1, node-2, node-3, node-4"));
        assertThat(world.decided.getFirst().message())
                .isEqualTo("too many machines of the driver failed at once: this is no failure of one machine:"
                        + " more than 3 of the 9 machines of declared:declared.storkee.org");
    }

    @Test
    void aWholeSiteThatFailsAtOnceLosesNoPodFencedAndLostOrNot() {
        HealthWorld world = withPods(9);
        for (int i = 1; i <= 9; i++) {
            world.fenced("node-" + i).kubelet("node-" + i, KubeletSignal.LOST);
        }
        world.pass(300);
        assertThat(world.done).isEmpty();
    }

    @Test
    void machinesThatFailBeforeTheFirstIsConfirmedCountAgainstIt() {
        HealthWorld world = withPods(9);
        for (int i = 1; i <= 9; i++) {
            fail(world, i, i);
            if (i % 2 == 0) {
                world.pass(1);
            }
        }
        world.pass(120);
        assertThat(world.done).isEmpty();
    }

    @Test
    void aSiteThatFailsOneByOneLosesThePodsOfTheAllowedShareAndNoMore() {
        HealthWorld world = withPods(9);
        for (int i = 1; i <= 9; i++) {
            fail(world, i, i);
            world.pass(30);
        }
        world.pass(300);
        assertThat(world.deeds()).hasSize(3);
        assertThat(world.done).extracting(Decision::node).containsExactly("node-1", "node-2", "node-3");
    }

    @Test
    void beyondTheShareAPodThatHangsOnAMachineActedOnBeforeIsNotForcedEither() {
        HealthWorld world = withPods(6);
        world.pods.values().iterator().next().hangs = true;
        world.fenced("node-1").pass(6);
        fail(world, 2, 4);
        world.pass(120);
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY STORAGE_OFFLINE db-1");
    }

    @Test
    void aMachineActedOnWhoseAgentFellSilentStillCounts() {
        HealthWorld world = withPods(3);
        fail(world, 1, 1);
        world.pass(10);
        world.storage("node-1", NodeState.UNREACHABLE);
        fail(world, 2, 2);
        world.pass(60);
        assertThat(world.deeds()).hasSize(1);
    }

    @Test
    void machinesThatComeBackMakeRoomForTheNext() {
        HealthWorld world = withPods(3);
        fail(world, 1, 1);
        world.pass(15);
        world.storage("node-1", NodeState.ONLINE);
        fail(world, 2, 2);
        world.pass(15);
        assertThat(world.done).extracting(Decision::node).containsExactly("node-1", "node-2");
    }

    @Test
    void theShareIsCountedForEachDriver() {
        HealthWorld world = withPods(9);
        for (int i = 1; i <= 9; i++) {
            world.storage(HealthWorld.OTHER, "node-" + i, i <= 5 ? NodeState.OFFLINE : NodeState.ONLINE, false);
        }
        fail(world, 1, 1);
        world.pass(15);
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY STORAGE_OFFLINE db-1");
    }

    private static HealthWorld withPods(int nodes) {
        HealthWorld world = HealthWorld.of(nodes);
        for (int i = 1; i <= nodes; i++) {
            world.pod("db-" + i, "node-" + i).volume("pv-" + i, all(nodes));
        }
        return world;
    }

    private static String[] all(int nodes) {
        return java.util.stream.IntStream.rangeClosed(1, nodes)
                .mapToObj(i -> "node-" + i)
                .toArray(String[]::new);
    }

    private static void fail(HealthWorld world, int from, int to) {
        for (int i = from; i <= to; i++) {
            world.storage("node-" + i, NodeState.OFFLINE);
        }
    }
}
