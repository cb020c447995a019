package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.health.VolumeEvidence.Access;
import org.storkee.storage.Replica;

/** A pod leaves only for where its data is. */
class ReplicaGuardTest {
    private static final int NODES = 9; // three of them may be failed

    static Stream<Arguments> replicaOnNode2() {
        return Stream.of(
                row("Degraded", false, w -> w.storage("node-2", NodeState.DEGRADED)),
                row("StorageDown", false, w -> w.storage("node-2", NodeState.STORAGE_DOWN)),
                row("Unreachable", false, w -> w.storage("node-2", NodeState.UNREACHABLE)),
                row("Offline", false, w -> w.storage("node-2", NodeState.OFFLINE)),
                row(
                        "unknown to its driver",
                        false,
                        w -> w.machines.get(HealthWorld.DRIVER).remove("node-2")),
                row("cordoned", false, w -> w.cordoned.add("node-2")),
                row("on a lost node", false, w -> w.kubelet("node-2", KubeletSignal.LOST)),
                row("tainted unreachable", false, w -> w.unreachable.add("node-2")),
                row("tainted out of service", false, w -> w.taints.put("node-2", NodeEvidence.OutOfService.FOREIGN)),
                row("fine", true, w -> {}));
    }

    private static Arguments row(String replica, boolean moves, Consumer<HealthWorld> how) {
        return arguments(replica, moves, how);
    }

    @ParameterizedTest(name = "the other replica is {0}: moves {1}")
    @MethodSource("replicaOnNode2")
    void aPodMovesOnlyIfTheOtherReplicaCanBeUsed(String name, boolean moves, Consumer<HealthWorld> how) {
        HealthWorld world = HealthWorld.of(NODES);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        how.accept(world);
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.exists(pod)).isEqualTo(!moves);
        if (!moves) {
            assertThat(world.said(pod).message())
                    .isEqualTo("no healthy replica elsewhere: volume pv has no up-to-date replica"
                            + " on another Online node that takes pods");
        }
    }

    @Test
    void aReplicaThatIsNotUpToDateIsNone() {
        for (ReplicaState state : List.of(ReplicaState.SYNCING, ReplicaState.FAILED)) {
            HealthWorld world = HealthWorld.of(NODES);
            TestPod pod = world.pod("db", "node-1");
            pod.volumes.add(new VolumeEvidence(
                    HealthWorld.DRIVER,
                    "pv",
                    "pv",
                    Access.ONE_NODE,
                    true,
                    List.of(new Replica("node-1", ReplicaState.UP_TO_DATE), new Replica("node-2", state)),
                    List.of(),
                    false,
                    false,
                    null));
            world.storage("node-1", NodeState.OFFLINE).pass(15);
            assertThat(world.reason(pod)).isEqualTo(Reason.NO_REPLICA_ELSEWHERE);
        }
    }

    @Test
    void eachVolumeOfThePodNeedsOneNotOnlyOne() {
        HealthWorld world = HealthWorld.of(NODES);
        TestPod pod = world.pod("db", "node-1")
                .volume("pv-a", "node-1", "node-2")
                .volume("pv-b", "node-1", "node-2")
                .volume("pv-c", "node-1");
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.said(pod).message()).contains("volume pv-c");
    }

    @Test
    void theVolumesOfAnotherDriverCountToo() {
        HealthWorld world = HealthWorld.of(NODES);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.volume(HealthWorld.OTHER, "lin", Access.ONE_NODE, List.of(), false, null, "node-1", "node-3");
        for (int i = 1; i <= NODES; i++) {
            world.storage(HealthWorld.OTHER, "node-" + i, NodeState.ONLINE, false);
        }
        world.silent.add(HealthWorld.OTHER);
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.said(pod).message()).contains("nothing is known of the replicas of volume lin now");
        world.silent.clear();
        world.pass(15);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void volumesThatAreLocalOnlyNeedOneNodeThatHoldsThemAll() {
        HealthWorld world = HealthWorld.of(NODES);
        TestPod pod = world.pod("db", "node-1");
        pod.volume(HealthWorld.DRIVER, "a", Access.ONE_NODE, List.of(), true, null, "node-1", "node-2");
        pod.volume(HealthWorld.DRIVER, "b", Access.ONE_NODE, List.of(), true, null, "node-1", "node-3");
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.said(pod).message()).contains("no other node that takes pods can use all of its volumes");
    }

    @Test
    void aVolumeThatMustBeRemoteNeedsANodeWithoutAReplica() {
        HealthWorld world = HealthWorld.of(NODES);
        TestPod pod = world.pod("db", "node-1");
        List<Replica> replicas =
                List.of(new Replica("node-2", ReplicaState.UP_TO_DATE), new Replica("node-3", ReplicaState.UP_TO_DATE));
        pod.volumes.add(new VolumeEvidence(
                HealthWorld.DRIVER, "pv", "pv", Access.ONE_NODE, true, replicas, List.of(), false, true, null));
        for (int i = 4; i <= NODES; i++) {
            world.cordoned.add("node-" + i);
        }
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.reason(pod)).isEqualTo(Reason.NO_REPLICA_ELSEWHERE);
        world.cordoned.remove("node-4");
        world.pass(15);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void aVolumeOfWhoseReplicasNothingIsKnownKeepsItsPod() {
        HealthWorld world = HealthWorld.of(NODES);
        TestPod pod = world.pod("db", "node-1");
        pod.volumes.add(new VolumeEvidence(
                HealthWorld.DRIVER, "pv", "pv", Access.ONE_NODE, false, List.of(), List.of(), false, false, null));
        world.storage("node-1", NodeState.OFFLINE).pass(60);
        assertThat(world.said(pod).message())
                .isEqualTo("no healthy replica elsewhere: nothing is known of the replicas of volume pv now");
    }

    @Test
    void aVolumeWithoutReplicaDataNeedsAnotherLiveMachineOfItsDriver() {
        HealthWorld world = HealthWorld.of(2);
        TestPod pod = world.pod("db", "node-1").volume("pv");
        world.storage("node-2", NodeState.UNREACHABLE)
                .storage("node-1", NodeState.OFFLINE)
                .pass(15);
        assertThat(world.reason(pod)).isEqualTo(Reason.NO_REPLICA_ELSEWHERE);
        world.storage("node-2", NodeState.STORAGE_DOWN).pass(15);
        assertThat(world.exists(pod)).isFalse();
    }
}
