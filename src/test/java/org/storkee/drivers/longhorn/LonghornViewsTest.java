package org.storkee.drivers.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.Location;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.Volume;

class LonghornViewsTest {
    @Test
    void aMachineIsKnownByItsKubernetesName() {
        StorageNode machine = LonghornViews.node(node("spec: {allowScheduling: true}, status: {zone: a, region: north,"
                + " conditions: [{type: Ready, status: 'True'}], diskStatus: {d: " + disk("True") + "}}"));
        assertThat(machine)
                .isEqualTo(new StorageNode(
                        "n1", "n1", null, List.of(), NodeState.ONLINE, "", false, new Location(null, "a", "north")));
    }

    @ParameterizedTest
    @CsvSource({
        "'True', '', ONLINE",
        // The kubelet or the manager does not answer; engines and replicas run without either.
        "'False', KubernetesNodeNotReady, UNREACHABLE",
        "'False', ManagerPodDown, UNREACHABLE",
        "'False', ManagerPodMissing, UNREACHABLE",
        // The machine left the cluster: nobody is asked any more.
        "'False', KubernetesNodeGone, UNREACHABLE",
        "'False', UnknownNodeConditionTrue, UNREACHABLE",
        "'False', SomethingNew, UNREACHABLE",
        "'Unknown', '', UNREACHABLE",
        // It answers.
        "'False', KubernetesNodePressure, DEGRADED",
    })
    void aMachineThatIsNotReadyIsNeverOffline(String ready, String reason, NodeState expected) {
        StorageNode machine = LonghornViews.node(node("status: {conditions: [{type: Ready, status: '" + ready
                + "', reason: '" + reason + "', message: why}], diskStatus: {d: " + disk(ready) + "}}"));
        assertThat(machine.state()).isEqualTo(expected);
        assertThat(machine.fenced()).isFalse();
        if (expected != NodeState.ONLINE) {
            assertThat(machine.rawStatus()).contains("Ready is " + ready, reason, ": why");
        }
    }

    @Test
    void aMachineLonghornHasNotLookedAtYetIsUnreachable() {
        for (String status : List.of("", "status: {}", "status: {conditions: []}", "status: {conditions: null}")) {
            StorageNode machine = LonghornViews.node(node(status));
            assertThat(machine.state()).as(status).isEqualTo(NodeState.UNREACHABLE);
            assertThat(machine.rawStatus()).contains("no Ready condition yet");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', ONLINE, ''",
        "'{a: %True}', ONLINE, ''",
        "'{a: %True, b: %False}', ONLINE, disk b is not ready",
        "'{a: %False}', STORAGE_DOWN, disk a is not ready",
        "'{b: %False, a: %Unknown}', STORAGE_DOWN, disk a is not ready; disk b is not ready",
        "'{a: {}}', STORAGE_DOWN, disk a is not ready",
    })
    void aMachineWhoseDisksAreAllDownServesFromElsewhere(String disks, NodeState expected, String words) {
        String status = disks.replaceAll("%(\\w+)", "{conditions: [{type: Ready, status: '$1'}]}");
        StorageNode machine = LonghornViews.node(node("spec: {allowScheduling: true}, status: {conditions: [{type:"
                + " Ready, status: 'True'}], diskStatus: " + status + "}"));
        assertThat(machine.state()).isEqualTo(expected);
        assertThat(machine.rawStatus()).isEqualTo(words);
    }

    @Test
    void whatTakesNoNewReplicasServesTheOldOnes() {
        StorageNode machine = LonghornViews.node(node("spec: {allowScheduling: false}, status: {conditions: [{type:"
                + " Ready, status: 'True'}, {type: Schedulable, status: 'False', reason: KubernetesNodeCordoned}],"
                + " diskStatus: {d: {conditions: [{type: Ready, status: 'True'}, {type: Schedulable, status: 'False',"
                + " reason: DiskPressure}]}}}"));
        assertThat(machine.state()).isEqualTo(NodeState.ONLINE);
        assertThat(machine.rawStatus())
                .isEqualTo("Schedulable is False KubernetesNodeCordoned; scheduling of new replicas is off");
    }

    @Test
    void noPodGoesWhereMountsDoNotReachIt() {
        for (String status : List.of("True", "Unknown", "False")) {
            StorageNode machine = LonghornViews.node(node("status: {conditions: [{type: MountPropagation, status: '"
                    + status + "', reason: NoMountPropagationSupport}, {type: Ready, status: 'True'}]}"));
            assertThat(machine.state()).isEqualTo(status.equals("False") ? NodeState.DEGRADED : NodeState.ONLINE);
        }
    }

    @Test
    void anAttachedVolumeIsWhereItsEngineSays() {
        Volume volume = volume(
                "spec: {accessMode: rwo, dataLocality: disabled}, status: {currentNodeID: n4}",
                replicas(
                        "r1: {nodeID: n1, active: true, healthyAt: t}",
                        "r2: {nodeID: n2, active: true, healthyAt: t}",
                        "r3: {nodeID: n3, active: true, healthyAt: t}",
                        "r4: {nodeID: n4, active: true, healthyAt: t}",
                        "r5: {nodeID: n5, active: true, failedAt: t, healthyAt: t}",
                        "r6: {nodeID: n6, active: true}"),
                engine("e1", true, "running", "{r1: RW, r2: WO, r3: ERR}"));
        assertThat(volume.id()).isEqualTo("v1");
        assertThat(volume.attachedOn()).containsExactly("n4");
        assertThat(volume.remoteAccess()).isFalse();
        assertThat(volume.labels()).isEmpty();
        assertThat(volume.replicas())
                .containsExactly(
                        new Replica("n1", ReplicaState.UP_TO_DATE),
                        new Replica("n2", ReplicaState.SYNCING),
                        new Replica("n3", ReplicaState.FAILED),
                        new Replica("n4", ReplicaState.SYNCING),
                        new Replica("n5", ReplicaState.FAILED),
                        new Replica("n6", ReplicaState.SYNCING));
    }

    @Test
    void aVolumeAtRestIsWhereItsReplicasWereLastWhole() {
        Volume volume = volume(
                "status: {currentNodeID: ''}",
                replicas(
                        "r1: {nodeID: n1, active: true, healthyAt: t, failedAt: ''}",
                        "r2: {nodeID: n2, active: true, healthyAt: t, failedAt: t}",
                        "r3: {nodeID: n3, active: true, healthyAt: ''}"),
                engine("e1", true, "stopped", "{}"));
        assertThat(volume.attachedOn()).isEmpty();
        assertThat(volume.replicas())
                .containsExactly(
                        new Replica("n1", ReplicaState.UP_TO_DATE),
                        new Replica("n2", ReplicaState.FAILED),
                        new Replica("n3", ReplicaState.SYNCING));
    }

    @Test
    void aVolumeThatWasNeverAttachedCanBeUsedWhereverAReplicaIs() {
        Volume volume = volume(
                "spec: {}",
                replicas(
                        "r1: {nodeID: n1, active: true}",
                        "r2: {nodeID: n2, active: true, failedAt: t}",
                        "r3: {nodeID: '', active: true}",
                        "r4: {active: true}"));
        assertThat(volume.replicas())
                .containsExactly(new Replica("n1", ReplicaState.UP_TO_DATE), new Replica("n2", ReplicaState.FAILED));
    }

    @Test
    void theWordOfAnEngineThatStoppedOrIsNotInChargeDoesNotCount() {
        List<LonghornReplica> replicas = replicas("r1: {nodeID: n1, active: true, healthyAt: t}");
        for (LonghornEngine other : List.of(
                engine("e1", true, "error", "{r1: ERR}"),
                engine("e1", true, "starting", "null"),
                engine("e1", false, "running", "{r1: WO}"))) {
            assertThat(volume("", replicas, other).replicas())
                    .containsExactly(new Replica("n1", ReplicaState.UP_TO_DATE));
        }
        assertThat(volume(
                                "",
                                replicas,
                                engine("a", false, "running", "{r9: RW}"),
                                engine("b", true, "running", "{r1: WO}"))
                        .replicas())
                .containsExactly(new Replica("n1", ReplicaState.SYNCING));
    }

    @Test
    void theDoubleOfAReplicaDuringAnUpgradeAndOneBeingDeletedDoNotCount() {
        List<LonghornReplica> replicas = replicas(
                "r1: {nodeID: n1, active: true, healthyAt: t}",
                "r2: {nodeID: n1, active: false, healthyAt: t}",
                "r3: {nodeID: n2, active: true, healthyAt: t}");
        replicas.get(2).getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        assertThat(volume("", replicas).replicas()).containsExactly(new Replica("n1", ReplicaState.UP_TO_DATE));
    }

    @Test
    void aSharedVolumeIsMountedOverTheNetworkUnlessItMigrates() {
        List<LonghornReplica> replicas = replicas("r1: {nodeID: n1, active: true, healthyAt: t}");
        Volume shared = volume("spec: {accessMode: rwx}, status: {currentNodeID: n2}", replicas);
        assertThat(shared.replicas()).isEmpty();
        assertThat(shared.attachedOn()).containsExactly("n2");
        assertThat(volume("spec: {accessMode: rwx, migratable: true}", replicas).replicas())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"disabled, false", "best-effort, false", "strict-local, true"})
    void onlyAStrictlyLocalVolumeIsUsableNowhereElse(String locality, boolean localOnly) {
        Volume volume = volume("spec: {dataLocality: " + locality + "}", replicas("r1: {nodeID: n1, active: true}"));
        assertThat(volume.labels()).isEqualTo(localOnly ? Map.of(ProvisionedVolume.LOCAL_ONLY, "true") : Map.of());
        assertThat(volume.replicas()).hasSize(1);
    }

    @Test
    void theNamespaceIsTheInstance() {
        assertThat(LonghornViews.instance("longhorn-system")).hasToString("longhorn:longhorn-system");
    }

    private static String disk(String ready) {
        return "{conditions: [{type: Ready, status: '" + ready + "'}], diskUUID: u, storageAvailable: 1}";
    }

    private static LonghornNode node(String body) {
        return read("{metadata: {name: n1, namespace: longhorn-system}, " + body + "}", LonghornNode.class);
    }

    private static Volume volume(String body, List<LonghornReplica> replicas, LonghornEngine... engines) {
        LonghornVolume volume =
                read("{metadata: {name: v1, namespace: longhorn-system}, " + body + "}", LonghornVolume.class);
        return LonghornViews.volume(volume, replicas, List.of(engines));
    }

    /** Each {@code name: {spec}}. */
    private static List<LonghornReplica> replicas(String... replicas) {
        return Stream.of(replicas)
                .map(text -> text.split(": ", 2))
                .map(text -> read(
                        "{metadata: {name: " + text[0] + ", namespace: longhorn-system}, spec: " + text[1]
                                + ", status: {currentState: running}}",
                        LonghornReplica.class))
                .toList();
    }

    private static LonghornEngine engine(String name, boolean active, String state, String modes) {
        return read(
                "{metadata: {name: " + name + ", namespace: longhorn-system}, spec: {volumeName: v1, active: " + active
                        + "}, status: {currentState: " + state + ", replicaModeMap: " + modes + "}}",
                LonghornEngine.class);
    }

    private static <T> T read(String yaml, Class<T> kind) {
        return Serialization.unmarshal("---\n" + yaml, kind);
    }
}
