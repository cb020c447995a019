package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.drivers.longhorn.LonghornCrds;
import org.storkee.drivers.longhorn.LonghornVolume;
import org.storkee.drivers.longhorn.LonghornWorld;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Pods on Longhorn volumes, in a cluster that gets Longhorn while the server runs. Nodes 1 to 4 have Longhorn. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LonghornClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LONGHORN = "driver.longhorn.io";
    private static final String NAME = "longhorn-e2e";
    private static final LonghornVolume.Spec BLOCK = new LonghornVolume.Spec("rwo", "best-effort", false);

    private final Testbed bed;
    private final ExtenderHttp http;
    private final LonghornWorld longhorn;

    LonghornClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, NAME, 5, 8, 0);
        http = new ExtenderHttp(stork.url());
        LonghornCrds.install(cluster);
        longhorn = new LonghornWorld(bed.client, "longhorn-system");
    }

    @BeforeAll
    void installLonghorn() {
        longhorn.overProvisioning("100");
        bed.nodes.subList(0, 4).forEach(node -> longhorn.machine(node, NodeState.ONLINE, "", ""));
        bed.client
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withProvisioner(LONGHORN)
                        .withVolumeBindingMode("WaitForFirstConsumer")
                        .build())
                .serverSideApply();
        await().atMost(SOON)
                .until(() -> http.get("/metrics", "*/*").body().contains("driver=\"longhorn:longhorn-system\""));
    }

    @AfterEach
    void clear() {
        bed.clear();
        bed.client.persistentVolumes().withLabel("test", NAME).delete();
    }

    @AfterAll
    void uninstallLonghorn() {
        longhorn.close();
        bed.client.storage().v1().storageClasses().withName(NAME).delete();
        bed.close();
    }

    @Test
    void podsLandBesideTheirReplicas() {
        for (int i = 1; i <= 3; i++) {
            volume("beside-" + i, BLOCK, "", on(i, ReplicaState.UP_TO_DATE), on(i + 1, ReplicaState.UP_TO_DATE));
            bed.create(List.of(Workload.pod(bed, "stork", "beside-" + i, "beside-" + i)));
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(bed.placed("beside-" + i, SOON)).isIn(bed.node(i), bed.node(i + 1));
        }
    }

    @Test
    void theReplicaThatTheEngineWritesToWins() {
        volume(
                "attached",
                BLOCK,
                bed.node(4),
                on(1, ReplicaState.FAILED),
                on(2, ReplicaState.UP_TO_DATE),
                on(3, ReplicaState.SYNCING));
        bed.create(List.of(Workload.pod(bed, "stork", "attached", "attached")));
        assertThat(bed.placed("attached", SOON)).isEqualTo(bed.node(2));
        JsonNode told = explain("attached");
        assertThat(told.at("/volumes/0/driver").asText()).isEqualTo("longhorn:longhorn-system");
        assertThat(told.at("/volumes/0/replicas")).hasSize(3);
    }

    @Test
    void aStrictlyLocalVolumeKeepsItsPodToItsNode() {
        volume("strict", new LonghornVolume.Spec("rwo", "strict-local", false), "", on(3, ReplicaState.UP_TO_DATE));
        JsonNode told = explain(Workload.pod(bed, "stork", "strict", "strict"));
        assertThat(verdict(told, 3)).isEqualTo("accepted");
        for (int other : List.of(1, 2, 4)) {
            assertThat(verdict(told, other)).isEqualTo("node holds no replica of a local-only volume");
        }
        assertThat(verdict(told, 5)).isEqualTo("storage driver does not run on the node");
    }

    @Test
    void aNodeWithoutItsManagerTakesNoPodUntilItIsBack() {
        volume("silent", BLOCK, "", on(1, ReplicaState.UP_TO_DATE), on(2, ReplicaState.UP_TO_DATE));
        longhorn.machine(bed.node(1), NodeState.UNREACHABLE, "", "");
        Pod pod = Workload.pod(bed, "stork", "silent", "silent");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(verdict(explain(pod), 1)).isEqualTo("storage is offline on the node"));
        assertThat(http.post("/explain", ExtenderHttp.args(pod, bed.nodes)).body())
                .contains("ManagerPodDown");
        bed.create(List.of(pod));
        assertThat(bed.placed("silent", SOON)).isEqualTo(bed.node(2));
        longhorn.machine(bed.node(1), NodeState.ONLINE, "", "");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(verdict(explain(pod), 1)).isEqualTo("accepted"));
    }

    @Test
    void aClaimThatFitsOnNoDiskIsRefusedAndASmallerOneIsNot() {
        bed.create(List.of(Workload.claim(bed, "fits", NAME, "100Gi"), Workload.claim(bed, "fits-not", NAME, "101Gi")));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(verdict(explain(Workload.pod(bed, "stork", "small", "fits")), 1))
                    .isEqualTo("accepted");
            assertThat(verdict(explain(Workload.pod(bed, "stork", "large", "fits-not")), 1))
                    .isEqualTo("not enough storage capacity on the node");
        });
    }

    @Test
    void ofALocalAndALonghornVolumeTheCommonNodeWins() {
        volume("common", BLOCK, "", on(2, ReplicaState.UP_TO_DATE), on(4, ReplicaState.UP_TO_DATE));
        bind(new PersistentVolumeBuilder(unbound("disk"))
                .editSpec()
                .withNewLocal()
                .withPath("/mnt/disk")
                .endLocal()
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("kubernetes.io/hostname")
                .withOperator("In")
                .withValues(bed.node(4))
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .endSpec()
                .build());
        bed.create(List.of(Workload.pod(bed, "stork", "common", "disk", "common")));
        assertThat(bed.placed("common", SOON)).isEqualTo(bed.node(4));
        JsonNode told = explain("common");
        assertThat(drivers(told)).isEqualTo(Map.of("disk", "local:local", "common", "longhorn:longhorn-system"));
        assertThat(told.get("nodes")).anySatisfy(node -> {
            assertThat(node.get("name").asText()).isEqualTo(bed.node(4));
            assertThat(node.get("score").asInt()).isEqualTo(200);
            assertThat(node.get("parts")).hasSize(2);
        });
    }

    private static Map<String, String> drivers(JsonNode told) {
        Map<String, String> drivers = new LinkedHashMap<>();
        told.get("volumes")
                .forEach(v ->
                        drivers.put(v.get("claim").asText(), v.get("driver").asText()));
        return drivers;
    }

    private Map.Entry<String, ReplicaState> on(int node, ReplicaState state) {
        return Map.entry(bed.node(node), state);
    }

    /** A bound claim on a Longhorn volume, once the server knows its replicas. */
    @SafeVarargs
    private void volume(
            String name, LonghornVolume.Spec spec, String attachedOn, Map.Entry<String, ReplicaState>... replicas) {
        longhorn.volume(NAME + "-" + name, spec, Map.ofEntries(replicas), attachedOn);
        bind(new PersistentVolumeBuilder(unbound(name))
                .editSpec()
                .withNewCsi()
                .withDriver(LONGHORN)
                .withVolumeHandle(NAME + "-" + name)
                .endCsi()
                .endSpec()
                .build());
        await().atMost(SOON)
                .until(() -> explain(Workload.pod(bed, "stork", name, name))
                                .at("/volumes/0/replicas")
                                .size()
                        == replicas.length);
    }

    private PersistentVolume unbound(String name) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(NAME + "-" + name)
                .addToLabels("test", NAME)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("")
                .withAccessModes("ReadWriteOnce")
                .addToCapacity("storage", new Quantity("1Gi"))
                .withNewClaimRef()
                .withNamespace(NAME)
                .withName(name)
                .endClaimRef()
                .endSpec()
                .build();
    }

    private void bind(PersistentVolume volume) {
        String name = volume.getSpec().getClaimRef().getName();
        bed.client.resource(volume).create();
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder(Workload.claim(bed, name, "", "1Gi"))
                .editSpec()
                .withVolumeName(volume.getMetadata().getName())
                .endSpec()
                .build();
        bed.client.resource(claim).create();
        await().atMost(SOON)
                .until(() -> "Bound"
                        .equals(bed.client.resource(claim).get().getStatus().getPhase()));
    }

    private JsonNode explain(Pod unborn) {
        return http.post("/explain", ExtenderHttp.args(unborn, bed.nodes)).json();
    }

    private JsonNode explain(String pod) {
        return http.get("/explain?namespace=" + NAME + "&pod=" + pod, "application/json")
                .json();
    }

    /** {@code accepted}, or the reason why not. */
    private String verdict(JsonNode told, int number) {
        for (JsonNode node : told.get("nodes")) {
            if (node.get("name").asText().equals(bed.node(number))) {
                return node.get("accepted").asBoolean()
                        ? "accepted"
                        : node.get("reason").asText();
            }
        }
        throw new AssertionError("no node " + bed.node(number) + " in " + told);
    }
}
