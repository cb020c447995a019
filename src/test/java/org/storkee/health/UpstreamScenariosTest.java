package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;

/**
 * Upstream's scenarios HM-1 to HM-15 (reference 2.5) on the rules. Where the outcome differs from upstream's the name says
 * so; why: the decision table in {@code docs/health.md}.
 */
class UpstreamScenariosTest {
    private final HealthWorld world = HealthWorld.of(6);

    @Test
    void hm1UnlikeUpstreamAPodOfALostNodeGoesOnlyWhenItsStorageVouchesThatTheNodeCannotWrite() {
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.nodeLost = true;
        world.kubelet("node-1", KubeletSignal.LOST).pass(60);
        assertThat(world.exists(pod)).as("storage Online").isTrue();
        assertThat(world.reason(pod)).isEqualTo(Reason.STORAGE_ONLINE);
        world.storage("node-1", NodeState.OFFLINE).pass(60);
        assertThat(world.exists(pod)).as("Offline, not fenced").isTrue();
        assertThat(world.reason(pod)).isEqualTo(Reason.LOST_NOT_FENCED);
        world.fenced("node-1").pass(5);
        assertThat(world.exists(pod)).as("fenced").isFalse();
        assertThat(world.deeds()).containsExactly("FORCE_DELETE LOST_AND_FENCED db");
    }

    @Test
    void hm2APodOfALostNodeWithForeignStorageStays() {
        TestPod pod = foreign("node-1");
        pod.nodeLost = true;
        world.kubelet("node-1", KubeletSignal.LOST).fenced("node-1").pass(60);
        assertThat(world.said(pod)).isNull();
        assertThat(world.done).isEmpty();
    }

    @Test
    void hm3UnlikeUpstreamAPodTerminatingOnAnUnreachableNodeIsForcedOnlyWithAFence() {
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.terminate(pod);
        world.unreachable.add("node-1");
        world.kubelet("node-1", KubeletSignal.LOST).pass(60);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.reason(pod)).isEqualTo(Reason.STORAGE_ONLINE);
        world.fenced("node-1").pass(5);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void hm4APodTerminatingOnAnUnreachableNodeWithForeignStorageStays() {
        TestPod pod = foreign("node-1");
        world.terminate(pod);
        world.unreachable.add("node-1");
        world.kubelet("node-1", KubeletSignal.LOST).fenced("node-1").pass(60);
        assertThat(world.said(pod)).isNull();
        assertThat(world.done).isEmpty();
    }

    @Test
    void hm5UnlikeUpstreamAnOutageOfThirtySecondsMovesThePodOnceAndAShortOneDoesNot() {
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        TestPod other = world.pod("web", "node-1");
        world.replacement = gone -> world.recreateOn(gone, "node-2");
        world.storage("node-1", NodeState.OFFLINE).pass(3);
        world.storage("node-1", NodeState.ONLINE).pass(60);
        assertThat(world.exists(pod)).as("3 s Offline").isTrue();
        world.storage("node-1", NodeState.OFFLINE).pass(30);
        world.storage("node-1", NodeState.ONLINE).pass(60);
        assertThat(world.exists(other)).as("no storage").isTrue();
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY STORAGE_OFFLINE db");
        assertThat(world.pods.values())
                .extracting(p -> p.id.name() + " on " + p.node)
                .containsExactlyInAnyOrder("db on node-2", "web on node-1");
    }

    @Test
    void hm6AStaleDuplicateOfAnOnlineMachineByItsAddressMovesNobody() {
        List<StorageNode> records = machines(6);
        records.add(record("stale", null, "10.0.0.1", NodeState.OFFLINE));
        assertThat(nobodyMoves(records, 35)).isTrue();
    }

    @Test
    void hm7AMachineWhoseDisksAreDownButIsServedFromElsewhereKeepsItsPods() {
        TestPod pod = world.pod("db", "node-2").volume("pv", "node-1", "node-2");
        world.storage("node-2", NodeState.STORAGE_DOWN).pass(95);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.done).isEmpty();
        assertThat(world.reasonsOn("node-2")).containsExactly(Reason.STORAGE_DOWN);
    }

    @Test
    void hm8PodsOfAnOfflineMachineGoAndPodsWithoutStorageStay() {
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        TestPod other = world.pod("web", "node-1");
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.exists(pod)).isFalse();
        assertThat(world.exists(other)).isTrue();
    }

    @Test
    void hm9AnOfflineRecordThatSharesItsSchedulerIdWithAnOnlineOneMovesNobody() {
        List<StorageNode> records = machines(6);
        records.add(record("stale", "node-1", "10.0.0.99", NodeState.OFFLINE));
        assertThat(nobodyMoves(records, 95)).isTrue();
    }

    @Test
    void hm9AnOfflineRecordDoesNotSpeakForAMachineWhoseLiveRecordIsOnlySilent() {
        for (KubeletSignal kubelet : List.of(KubeletSignal.ALIVE, KubeletSignal.LOST)) {
            for (boolean fenced : List.of(true, false)) {
                List<StorageNode> records = machines(6);
                records.set(0, record("id-1", "node-1", "10.0.0.1", NodeState.UNREACHABLE));
                records.addFirst(offline("stale", "node-1", fenced));
                assertThat(nobodyMoves(records, 95, kubelet))
                        .as("kubelet %s, fenced %s", kubelet, fenced)
                        .isTrue();
            }
        }
    }

    @Test
    void hm9AMachineWhoseRecordsAreAllOfflineLosesItsPod() {
        List<StorageNode> records = machines(6);
        records.set(0, record("id-1", "node-1", "10.0.0.1", NodeState.OFFLINE));
        records.addFirst(offline("stale", "node-1", false));
        assertThat(nobodyMoves(records, 95)).isFalse();
    }

    @Test
    void hm9AFencedRecordVouchesForNobodyBesideAnOfflineOneThatIsNot() {
        List<StorageNode> records = machines(6);
        records.set(0, record("id-1", "node-1", "10.0.0.1", NodeState.OFFLINE));
        records.addFirst(offline("stale", "node-1", true));
        assertThat(nobodyMoves(records, 95, KubeletSignal.LOST)).isTrue();
    }

    @Test
    void hm10AnOfflineRecordThatSharesItsAddressWithAnOnlineOneMovesNobody() {
        List<StorageNode> records = machines(6);
        records.add(record("stale", "gone", "10.0.0.1", NodeState.OFFLINE));
        assertThat(nobodyMoves(records, 95)).isTrue();
    }

    @Test
    void hm11AStorageControllersPodLeavesAnOfflineMachineThoughItHasNoVolumes() {
        TestPod pod = world.pod("px-csi-ext-foo", "node-1");
        pod.storageController = true;
        world.storage("node-1", NodeState.OFFLINE).pass(15);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void hm11UnlikeUpstreamItIsNotForcedOffALostNodeWithoutAFence() {
        TestPod pod = world.pod("px-csi-ext-foo", "node-1");
        pod.storageController = true;
        world.kubelet("node-1", KubeletSignal.LOST)
                .storage("node-1", NodeState.OFFLINE)
                .pass(60);
        assertThat(world.reason(pod)).isEqualTo(Reason.LOST_NOT_FENCED);
        world.fenced("node-1").pass(5);
        assertThat(world.exists(pod)).isFalse();
    }

    @Test
    void hm12UnlikeUpstreamTwelveOfFiftyMachinesAreEmptiedWithinSecondsAndNotInBatchesOfThirtySeconds() {
        HealthWorld fifty = HealthWorld.of(50);
        List<TestPod> pods = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            pods.add(fifty.pod("db-" + i, "node-" + i).volume("pv-" + i, "node-" + i, "node-" + (i % 50 + 1)));
        }
        for (int i = 1; i <= 24; i += 2) {
            fifty.storage("node-" + i, NodeState.OFFLINE);
        }
        fifty.storage("node-25", NodeState.OFFLINE).pass(2); // the 13th is back before it is confirmed
        fifty.storage("node-25", NodeState.ONLINE).pass(13);
        assertThat(pods.stream().filter(fifty::exists).count()).isEqualTo(38);
        assertThat(fifty.exists(pods.get(24))).isTrue();
    }

    @Test
    void hm13RecordsThatAreNoKubernetesNodeAreLeftOut() {
        assertThat(evidence(nodes(6), machines(3)).machines()).hasSize(3);
        assertThat(evidence(nodes(3), machines(6)).machines())
                .extracting(m -> m.id().node())
                .containsExactly("node-1", "node-2", "node-3");
    }

    @Test
    void hm14AllPodsOfAFailedMachineAreDeletedAndNoOthers() {
        for (int count : List.of(4, 5, 6, 10)) {
            HealthWorld each = HealthWorld.of(6);
            for (int i = 0; i < count; i++) {
                each.pod("db-" + i, "node-1").volume("pv-" + i, "node-1", "node-2");
            }
            TestPod elsewhere = each.pod("other", "node-2").volume("pv", "node-1", "node-2");
            each.storage("node-1", NodeState.OFFLINE).pass(15);
            assertThat(each.deeds()).as("%s pods", count).hasSize(count);
            assertThat(each.pods.values()).containsExactly(elsewhere);
        }
    }

    @Test
    void hm15AMachineThatIsOnlineByTheSecondLookKeepsItsPods() {
        for (int i = 0; i < 7; i++) {
            world.pod("db-" + i, "node-1").volume("pv-" + i, "node-1", "node-2");
        }
        world.storage("node-1", NodeState.OFFLINE).pass(1);
        world.storage("node-1", NodeState.ONLINE).pass(60);
        assertThat(world.done).isEmpty();
        assertThat(world.pods).hasSize(7);
    }

    private TestPod foreign(String node) {
        return world.pod("foreign", node)
                .volume(null, "pv-foreign", VolumeEvidence.Access.ONE_NODE, List.of(), false, null);
    }

    private static boolean nobodyMoves(List<StorageNode> records, int seconds) {
        return nobodyMoves(records, seconds, KubeletSignal.ALIVE);
    }

    private static boolean nobodyMoves(List<StorageNode> records, int seconds, KubeletSignal kubelet) {
        HealthWorld world = HealthWorld.of(6).kubelet("node-1", kubelet);
        world.pod("db", "node-1").volume("pv", "id-1", "id-2");
        world.machines.get(HealthWorld.DRIVER).clear();
        for (MachineEvidence machine : evidence(nodes(6), records).machines()) {
            world.machines.get(HealthWorld.DRIVER).put(machine.id().node(), machine);
        }
        world.pass(seconds);
        return world.machines.get(HealthWorld.DRIVER).size() == 6 && world.done.isEmpty() && world.pods.size() == 1;
    }

    private static DriverEvidence evidence(List<KubernetesNode> nodes, List<StorageNode> records) {
        StorageView view = new StorageView(HealthWorld.DRIVER, records, java.util.Map.of(), List.of());
        Topology topology = Topology.of(nodes, List.of(view));
        DriverTopology driver = topology.driver(HealthWorld.DRIVER);
        return DriverEvidence.of(driver, topology, java.time.Instant.EPOCH, null);
    }

    private static List<KubernetesNode> nodes(int count) {
        List<KubernetesNode> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add(new KubernetesNode("node-" + i, null, List.of("10.0.0." + i), Location.UNKNOWN, false));
        }
        return nodes;
    }

    private static List<StorageNode> machines(int count) {
        List<StorageNode> records = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            records.add(record("id-" + i, "node-" + i, "10.0.0." + i, NodeState.ONLINE));
        }
        return records;
    }

    private static StorageNode offline(String id, String schedulerId, boolean fenced) {
        return new StorageNode(id, schedulerId, null, List.of(), NodeState.OFFLINE, "", fenced, Location.UNKNOWN);
    }

    private static StorageNode record(String id, String schedulerId, String address, NodeState state) {
        return new StorageNode(id, schedulerId, null, List.of(address), state, "", false, Location.UNKNOWN);
    }
}
