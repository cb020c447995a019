package org.storkee.drivers.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.api.NodeStorage;
import org.storkee.api.ReplicaState;
import org.storkee.api.VolumeReplicas;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

class DeclaredViewsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void anEmptyNodeStorageIsAnOnlineMachineOfItsOwnName() {
        StorageNode machine = DeclaredViews.node(nodeStorage("{metadata: {name: n1}}"), false);
        assertThat(machine)
                .isEqualTo(new StorageNode("n1", "n1", null, List.of(), NodeState.ONLINE, "", false, Location.UNKNOWN));
        assertThat(DeclaredViews.driver(null)).isEqualTo(new DriverId("declared", "declared.storkee.org"));
        assertThat(DeclaredViews.driver("")).isEqualTo(DeclaredViews.driver(null));
    }

    @Test
    void everyFieldArrives() {
        StorageNode machine = DeclaredViews.node(
                nodeStorage("{metadata: {name: m1}, spec: {nodeName: n1, state: Offline, fenced: true, message: gone,"
                        + " addresses: [10.0.0.1], topology: {rack: r, zone: z, region: g}}}"),
                false);
        assertThat(machine)
                .isEqualTo(new StorageNode(
                        "m1",
                        "n1",
                        null,
                        List.of("10.0.0.1"),
                        NodeState.OFFLINE,
                        "gone",
                        true,
                        new Location("r", "z", "g")));
    }

    @Test
    void aMachineThatFellSilentIsUnreachableButNeverHealsAnOfflineOne() {
        for (String state : List.of("Online", "Degraded", "StorageDown", "Unreachable")) {
            StorageNode silent = DeclaredViews.node(
                    nodeStorage("{metadata: {name: n1}, spec: {message: busy, state: " + state + "}}"), true);
            assertThat(silent.state()).as(state).isEqualTo(NodeState.UNREACHABLE);
            assertThat(silent.rawStatus()).contains("lease expired", "busy");
        }
        assertThat(DeclaredViews.node(nodeStorage("{metadata: {name: n1}, spec: {state: Offline}}"), true)
                        .state())
                .isEqualTo(NodeState.OFFLINE);
    }

    @Test
    void roomIsKnownOnlyWhereItIsPublished() {
        assertThat(DeclaredViews.pool(nodeStorage("{metadata: {name: n1}}"), NOW))
                .isNull();
        assertThat(DeclaredViews.pool(nodeStorage("{metadata: {name: n1}, spec: {capacity: {total: 1Ti}}}"), NOW))
                .isNull();
        assertThat(DeclaredViews.pool(nodeStorage("{metadata: {name: n1}, spec: {capacity: {available: 2Gi}}}"), NOW))
                .isEqualTo(new CapacityPool("n1", List.of("n1"), 2L << 30, Long.MAX_VALUE, NOW));
        assertThat(DeclaredViews.pool(nodeStorage("{metadata: {name: n1}, spec: {capacity: {available: \"0\"}}}"), NOW)
                        .availableBytes())
                .isZero();
    }

    @Test
    void aVolumeWithoutReplicasTellsNothing() {
        Volume volume = DeclaredViews.volume(volumeReplicas("{metadata: {name: pv-1}}"));
        assertThat(volume).isEqualTo(new Volume("pv-1", List.of(), List.of(), false, Map.of()));
    }

    @Test
    void aVolumesReplicasLabelsAndPlacesOfAttachmentArrive() {
        Volume volume = DeclaredViews.volume(
                volumeReplicas("{metadata: {name: pv-1}, spec: {remoteAccess: true, attachedOn: [n1], labels: {a: b},"
                        + " replicas: [{node: n1}, {node: n2, state: Syncing}, {node: n3, state: Failed}]}}"));
        assertThat(volume.replicas())
                .containsExactly(
                        new Replica("n1", ReplicaState.UP_TO_DATE),
                        new Replica("n2", ReplicaState.SYNCING),
                        new Replica("n3", ReplicaState.FAILED));
        assertThat(volume.attachedOn()).containsExactly("n1");
        assertThat(volume.remoteAccess()).isTrue();
        assertThat(volume.labels()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void aVolumesConditionIsTakenOverAndNoneIsNotTakenForAGoodOne() {
        String object = "{metadata: {name: pv-1}, spec: {condition: %s}}";
        assertThat(DeclaredViews.volume(volumeReplicas(object.formatted("{abnormal: true, message: torn}")))
                        .condition())
                .isEqualTo(VolumeCondition.abnormal("torn"));
        assertThat(DeclaredViews.volume(volumeReplicas(object.formatted("{abnormal: false}")))
                        .condition())
                .isEqualTo(VolumeCondition.NORMAL);
        assertThat(DeclaredViews.volume(volumeReplicas("{metadata: {name: pv-1}, spec: {}}"))
                        .condition())
                .isNull();
    }

    private static NodeStorage nodeStorage(String yaml) {
        return Serialization.unmarshal("---\n" + yaml, NodeStorage.class);
    }

    private static VolumeReplicas volumeReplicas(String yaml) {
        return Serialization.unmarshal("---\n" + yaml, VolumeReplicas.class);
    }
}
