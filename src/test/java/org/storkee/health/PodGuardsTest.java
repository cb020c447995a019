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
import org.storkee.health.VolumeEvidence.Access;
import org.storkee.storage.NodeAffinity;

/** Who is left alone on a machine that failed for sure. */
class PodGuardsTest {
    static Stream<Arguments> leftAlone() {
        return Stream.of(
                row(Action.NOTHING, Reason.FINISHED, pod -> pod.finished = true),
                row(Action.NOTHING, Reason.MIRROR, pod -> pod.mirror = true),
                row(
                        Action.NOTHING,
                        Reason.DAEMON_SET,
                        pod -> pod.controller = new PodEvidence.Controller("DaemonSet", "agent")),
                row(Action.NOTHING, Reason.OPTED_OUT, pod -> pod.optOut = OptOut.NEVER),
                row(Action.TELL, Reason.BARE, pod -> pod.controller = null),
                row(Action.TELL, Reason.FOREIGN_SCHEDULER, pod -> pod.schedulerAsksUs = false),
                row(Action.TELL, Reason.NO_REPLICA_ELSEWHERE, pod -> pod.volume("single", "node-1")));
    }

    private static Arguments row(Action action, Reason reason, Consumer<TestPod> how) {
        return arguments(action, reason, how);
    }

    private static void shared(TestPod pod, String... attachedOn) {
        pod.volumes.clear();
        pod.volume(HealthWorld.DRIVER, "rwx", Access.MANY_NODES, List.of(attachedOn), false, null, "node-1", "node-2");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("leftAlone")
    void aGuardedPodStaysAliveOrLostFencedOrNot(Action action, Reason reason, Consumer<TestPod> how) {
        for (KubeletSignal kubelet : KubeletSignal.values()) {
            for (boolean fenced : List.of(true, false)) {
                HealthWorld world = HealthWorld.of(6);
                TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
                how.accept(pod);
                world.storage(HealthWorld.DRIVER, "node-1", NodeState.OFFLINE, fenced)
                        .kubelet("node-1", kubelet)
                        .pass(120);
                assertThat(world.exists(pod)).isTrue();
                assertThat(world.done).isEmpty();
                assertThat(world.said(pod).action()).isEqualTo(action);
                assertThat(world.said(pod).reason()).isEqualTo(reason);
            }
        }
    }

    @Test
    void aBarePodGoesWhereThatIsAsked() {
        HealthWorld world = new HealthWorld(Settings.with().barePods().get(), 6);
        TestPod pod = world.pod("bare", "node-1").volume("pv", "node-1", "node-2");
        pod.controller = null;
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void aPodAnnotatedObserveIsDecidedLikeAnyOtherAndLeftAlone() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.optOut = OptOut.OBSERVE;
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.said(pod).action()).isEqualTo(Action.DELETE_GRACEFULLY);
        assertThat(world.said(pod).carryOut()).isFalse();
    }

    @Test
    void inObserveModeEverythingIsDecidedAndNothingIsDone() {
        HealthWorld world = new HealthWorld(Settings.with().mode(Mode.OBSERVE).get(), 6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.storage("node-1", NodeState.OFFLINE).pass(60);
        assertThat(world.done).isEmpty();
        assertThat(world.said(pod).action()).isEqualTo(Action.DELETE_GRACEFULLY);
        assertThat(world.findings.machines()).extracting(Finding::phase).containsExactly(Phase.CONFIRMED);
    }

    @Test
    void inModeOffNothingIsDecided() {
        HealthWorld world = new HealthWorld(Settings.with().mode(Mode.OFF).get(), 6);
        world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.storage("node-1", NodeState.OFFLINE).pass(30);
        assertThat(world.log.entries()).isEmpty();
    }

    @Test
    void aSharedVolumeServedElsewhereHoldsAPodUnlessItsNodeIsLost() {
        for (KubeletSignal kubelet : KubeletSignal.values()) {
            HealthWorld world = HealthWorld.of(6);
            TestPod pod = world.pod("web", "node-1");
            shared(pod, "node-2");
            world.kubelet("node-1", kubelet)
                    .storage("node-1", NodeState.OFFLINE)
                    .pass(60);
            assertThat(world.exists(pod)).isTrue();
            assertThat(world.reason(pod))
                    .isEqualTo(kubelet == KubeletSignal.LOST ? Reason.LOST_NOT_FENCED : Reason.STILL_SERVED);
            world.fenced("node-1").pass(60);
            assertThat(world.exists(pod)).as("fenced, kubelet %s", kubelet).isEqualTo(kubelet != KubeletSignal.LOST);
        }
    }

    @Test
    void aSharedVolumeServedByTheFailedMachineItselfOrByNobodyLiveHoldsNoPod() {
        for (List<String> servers :
                List.of(List.of("node-1"), List.of("node-3"), List.<String>of(), List.of("node-1", "node-2"))) {
            HealthWorld world = HealthWorld.of(6);
            TestPod pod = world.pod("web", "node-1");
            shared(pod, servers.toArray(String[]::new));
            world.storage("node-3", NodeState.UNREACHABLE)
                    .storage("node-1", NodeState.OFFLINE)
                    .pass(15);
            assertThat(world.exists(pod)).as("served by %s", servers).isFalse();
        }
    }

    @Test
    void aPodWithASharedVolumeAndOneOfItsOwnGoesWithItsOwn() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("web", "node-1");
        shared(pod, "node-2");
        pod.volume("own", "node-1", "node-2");
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void aPodThatCameStraightBackIsNotDeletedAgain() {
        HealthWorld world = HealthWorld.of(6);
        world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.replacement = gone -> world.recreateOn(gone, "node-1");
        world.storage("node-1", NodeState.OFFLINE).pass(300);
        assertThat(world.deeds()).hasSize(1);
        assertThat(world.decided).extracting(Decision::reason).containsExactly(Reason.CAME_BACK);
    }

    @Test
    void theAnnotationsOfPodAndNamespaceCountAndTheStricterWins() {
        assertThat(OptOut.of(null, null)).isEqualTo(OptOut.NONE);
        assertThat(OptOut.of(java.util.Map.of(OptOut.ANNOTATION, "never"), null))
                .isEqualTo(OptOut.NEVER);
        assertThat(OptOut.of(null, java.util.Map.of(OptOut.ANNOTATION, "Observe")))
                .isEqualTo(OptOut.OBSERVE);
        assertThat(OptOut.of(
                        java.util.Map.of(OptOut.ANNOTATION, "observe"), java.util.Map.of(OptOut.ANNOTATION, "never")))
                .isEqualTo(OptOut.NEVER);
        assertThat(OptOut.of(java.util.Map.of(OptOut.ANNOTATION, "no, please"), null))
                .as("not understood")
                .isEqualTo(OptOut.NEVER);
    }

    @Test
    void aVolumeOfAZoneNeedsAnotherNodeOfThatZone() {
        NodeAffinity onlyHere = new NodeAffinity(List.of(new NodeAffinity.Term(
                List.of(new org.storkee.storage.NodeRequirement("kubernetes.io/hostname", "In", List.of("node-1"))),
                false)));
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1");
        pod.volume(HealthWorld.DRIVER, "zonal", Access.ONE_NODE, List.of(), false, onlyHere);
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.reason(pod)).isEqualTo(Reason.NO_REPLICA_ELSEWHERE);
    }
}
