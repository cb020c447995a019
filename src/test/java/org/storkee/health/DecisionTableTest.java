package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.api.NodeState;

/** The decision table of {@code docs/health.md}, row by row, on a pod whom no guard protects. */
class DecisionTableTest {
    private static final HealthSettings DEFAULTS = HealthSettings.DEFAULTS;
    private static final HealthSettings UNFENCED = Settings.with().actUnfenced().get();
    private static final HealthSettings DEGRADED =
            Settings.with().relocateOn(RelocateOn.DEGRADED).get();

    private static final HealthSettings BOTH =
            Settings.with().actUnfenced().relocateOn(RelocateOn.DEGRADED).get();

    static Stream<Arguments> rows() {
        return Stream.of(
                // storage says, fenced, kubelet, settings: what is done, why
                arguments(NodeState.OFFLINE, false, "ALIVE", DEFAULTS, "DELETE_GRACEFULLY", "STORAGE_OFFLINE"),
                arguments(NodeState.OFFLINE, true, "ALIVE", DEFAULTS, "DELETE_GRACEFULLY", "STORAGE_OFFLINE"),
                arguments(NodeState.OFFLINE, true, "LOST", DEFAULTS, "FORCE_DELETE", "LOST_AND_FENCED"),
                arguments(NodeState.OFFLINE, false, "LOST", DEFAULTS, "TELL", "LOST_NOT_FENCED"),
                arguments(NodeState.OFFLINE, false, "LOST", UNFENCED, "FORCE_DELETE", "LOST_UNFENCED_ALLOWED"),
                arguments(NodeState.OFFLINE, true, "UNKNOWN", DEFAULTS, "NOTHING", "KUBELET_UNKNOWN"),
                arguments(NodeState.OFFLINE, false, "UNKNOWN", UNFENCED, "NOTHING", "KUBELET_UNKNOWN"),
                arguments(NodeState.DEGRADED, false, "ALIVE", DEFAULTS, "NOTHING", "DEGRADED"),
                arguments(NodeState.DEGRADED, false, "LOST", DEFAULTS, "NOTHING", "DEGRADED"),
                arguments(NodeState.DEGRADED, false, "ALIVE", DEGRADED, "DELETE_GRACEFULLY", "STORAGE_DEGRADED"),
                arguments(NodeState.DEGRADED, true, "LOST", DEGRADED, "TELL", "LOST_NOT_FENCED"),
                arguments(NodeState.DEGRADED, true, "LOST", BOTH, "TELL", "LOST_NOT_FENCED"),
                arguments(NodeState.STORAGE_DOWN, false, "ALIVE", DEFAULTS, "NOTHING", "STORAGE_DOWN"),
                arguments(NodeState.STORAGE_DOWN, true, "LOST", UNFENCED, "NOTHING", "STORAGE_DOWN"),
                arguments(NodeState.UNREACHABLE, false, "ALIVE", DEFAULTS, "NOTHING", "UNREACHABLE"),
                arguments(NodeState.UNREACHABLE, true, "LOST", UNFENCED, "NOTHING", "UNREACHABLE"),
                arguments(NodeState.ONLINE, false, "LOST", UNFENCED, "NOTHING", "STORAGE_ONLINE"));
    }

    @ParameterizedTest(name = "{0}, fenced {1}, kubelet {2}: {4}, {5}")
    @MethodSource("rows")
    void eachRowIsDecidedAsTheTableSays(
            NodeState state, boolean fenced, String kubelet, HealthSettings settings, String action, String reason) {
        HealthWorld world = new HealthWorld(settings, 6);
        world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.storage(HealthWorld.DRIVER, "node-1", state, fenced).kubelet("node-1", KubeletSignal.valueOf(kubelet));
        world.pass(4);
        assertThat(world.decided)
                .extracting(d -> d.action().name(), d -> d.reason().name())
                .containsExactly(org.assertj.core.groups.Tuple.tuple(action, reason));
        assertThat(world.done).hasSize(world.decided.getFirst().action().writes() ? 1 : 0);
    }

    @Test
    void aDriverThatAnswersNoMoreIsNoEvidence() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.storage("node-1", NodeState.OFFLINE).pass(1);
        world.failures.put(HealthWorld.DRIVER, "connection refused");
        world.pass(60);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.decided).extracting(Decision::reason).containsExactly(Reason.NO_EVIDENCE);
    }

    @Test
    void aPodThatEndsInTimeIsNotForced() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.fenced("node-1").pass(8);
        assertThat(world.reason(pod)).isEqualTo(Reason.TERMINATING);
        world.pass(30);
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY STORAGE_OFFLINE db");
    }

    @Test
    void aPodThatHangsIsForcedAfterGraceAndEscalationWhenFencedAndThenItsAttachmentGoes() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.hangs = true;
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.attach(HealthWorld.OTHER, "pv-other", "node-1");
        world.fenced("node-1").pass(4 + 14); // told at 4 s; 5 s of grace and 10 s more
        assertThat(world.exists(pod)).isTrue();
        world.pass(1);
        assertThat(world.exists(pod)).isFalse();
        world.pass(9);
        assertThat(world.attachments).hasSize(2);
        world.pass(5);
        assertThat(world.deeds())
                .containsExactly(
                        "DELETE_GRACEFULLY STORAGE_OFFLINE db",
                        "FORCE_DELETE STUCK_AND_FENCED db",
                        "REMOVE_ATTACHMENT ATTACHMENT_LEFT_BEHIND csi-pv-node-1");
    }

    @Test
    void aPodThatHangsWithoutAFenceIsToldOnceWithWhatIsMissing() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.hangs = true;
        world.storage("node-1", NodeState.OFFLINE).pass(120);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.said(pod).message())
                .isEqualTo("the pod does not finish, and nothing vouches that the node cannot write:"
                        + " declared:declared.storkee.org does not vouch for the node");
        assertThat(world.log.entries())
                .filteredOn(e -> e.decision().reason() == Reason.STUCK_NOT_FENCED)
                .hasSize(1);
    }

    @Test
    void aPodThatOnlyItsFinalizersKeepIsForcedOnceAndToldOnce() {
        for (KubeletSignal kubelet : java.util.List.of(KubeletSignal.LOST, KubeletSignal.ALIVE)) {
            HealthWorld world = HealthWorld.of(6);
            TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
            pod.hangs = true;
            pod.finalizer = true;
            world.fenced("node-1").kubelet("node-1", kubelet).pass(120);
            assertThat(world.deeds(d -> d.action() == Action.FORCE_DELETE)).hasSize(1);
            assertThat(world.reason(pod)).isEqualTo(Reason.ONLY_FINALIZERS);
            assertThat(world.log.entries())
                    .filteredOn(e -> e.decision().reason() == Reason.ONLY_FINALIZERS)
                    .hasSize(1);
            pod.finalizer = false;
            world.kubelet("node-1", KubeletSignal.ALIVE).pass(120);
        }
    }

    @Test
    void aPodSomebodyElseForcedIsNotForcedAgain() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.hangs = true;
        pod.finalizer = true;
        pod.grace = java.time.Duration.ZERO;
        world.terminate(pod);
        world.fenced("node-1").pass(60);
        assertThat(world.done).isEmpty();
    }

    @Test
    void aLostAndFencedNodeLosesItsPodsAndThenOnlyThisDriversAttachmentsNobodyUses() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        TestPod kept = world.pod("kept", "node-1").volume("pv-kept", "node-1", "node-2");
        kept.optOut = OptOut.NEVER;
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.attach(HealthWorld.DRIVER, "pv-kept", "node-1");
        world.attach(HealthWorld.DRIVER, "pv", "node-2");
        world.attach(HealthWorld.OTHER, "pv-other", "node-1");
        world.attach(null, "pv-foreign", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(30);
        assertThat(world.exists(pod)).isFalse();
        assertThat(world.exists(kept)).isTrue();
        assertThat(world.deeds())
                .containsExactly(
                        "FORCE_DELETE LOST_AND_FENCED db", "REMOVE_ATTACHMENT ATTACHMENT_LEFT_BEHIND csi-pv-node-1");
    }

    @Test
    void aFinishedPodKeepsNoAttachment() {
        HealthWorld world = HealthWorld.of(6);
        world.pod("job", "node-1").volume("pv", "node-1", "node-2").finished = true;
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(10);
        assertThat(world.deeds()).containsExactly("REMOVE_ATTACHMENT ATTACHMENT_LEFT_BEHIND csi-pv-node-1");
    }

    @Test
    void withoutAFenceAttachmentsOfALostNodeGoOnlyIfActingUnfencedIsAllowed() {
        for (HealthSettings settings : java.util.List.of(DEFAULTS, UNFENCED)) {
            HealthWorld world = new HealthWorld(settings, 6);
            world.attach(HealthWorld.DRIVER, "pv", "node-1");
            world.storage("node-1", NodeState.OFFLINE)
                    .kubelet("node-1", KubeletSignal.LOST)
                    .pass(60);
            assertThat(world.attachments.isEmpty()).isEqualTo(settings.actUnfenced());
        }
    }

    @Test
    void aGracefulDeletionBecomesAForcedOneOnceTheKubeletIsLostAndTheNodeFenced() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.hangs = true;
        world.storage("node-1", NodeState.OFFLINE).pass(6);
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY STORAGE_OFFLINE db");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(4);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void actingUnfencedRemovesNoAttachmentOfAMachineThatIsOnlyDegraded() {
        HealthWorld world = new HealthWorld(
                Settings.with().actUnfenced().relocateOn(RelocateOn.DEGRADED).get(), 6);
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.storage("node-1", NodeState.DEGRADED)
                .kubelet("node-1", KubeletSignal.LOST)
                .pass(60);
        assertThat(world.done).isEmpty();
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.attachments).isEmpty();
    }
}
