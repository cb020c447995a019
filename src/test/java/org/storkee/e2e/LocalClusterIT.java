package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Local volumes made by hand, whose class waits for the first consumer and has no provisioner. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalClusterIT {
    private static final String CLASS = "local-by-hand";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final Testbed bed;
    private final ExtenderHttp extender;

    LocalClusterIT(TestCluster cluster, StorkServer stork) {
        this.cluster = cluster;
        bed = new Testbed(cluster, "local", 3, 0, 0);
        extender = new ExtenderHttp(stork.url());
        bed.client
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(CLASS)
                        .endMetadata()
                        .withProvisioner("kubernetes.io/no-provisioner")
                        .withVolumeBindingMode("WaitForFirstConsumer")
                        .build())
                .create();
    }

    @AfterEach
    void clear() {
        bed.clear();
        bed.client.persistentVolumes().list().getItems().stream()
                .filter(volume -> CLASS.equals(volume.getSpec().getStorageClassName()))
                .forEach(volume -> bed.client.resource(volume).delete());
    }

    @AfterAll
    void remove() {
        bed.client.storage().v1().storageClasses().withName(CLASS).delete();
        bed.close();
    }

    @Test
    void aPodLandsOnTheNodeOfTheOnlyVolumeThereIsAndComesBackToIt() {
        volume("local-on-2", bed.node(2));
        bed.create(List.of(Workload.claim(bed, "data", CLASS, "1Gi")));
        bed.create(List.of(Workload.pod(bed, "stork", "db", "data")));
        assertThat(bed.placed("db", PATIENCE)).isEqualTo(bed.node(2));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode explained = extender.get("/explain?namespace=local&pod=db", "application/json")
                    .json();
            JsonNode volume = explained.get("volumes").get(0);
            assertThat(volume.get("driver").asText()).isEqualTo("local:local");
            assertThat(volume.get("replicas").get(0).get("node").asText()).isEqualTo(bed.node(2));
        });
        assertThat(extender.scores(Workload.pod(bed, "stork", "again", "data"), bed.nodes))
                .containsExactly(10, 100, 10);
    }

    @Test
    void aPodWhoseVolumesNodeWasDeletedIsRefusedForThatReason() {
        var gone = cluster.addNodes(NodeGroup.named("local-gone").label("test", bed.name));
        volume("local-on-gone", "local-gone");
        bed.create(List.of(Workload.claim(bed, "lost", CLASS, "1Gi")));
        bed.create(List.of(Workload.pod(bed, "stork", "db", "lost")));
        assertThat(bed.placed("db", PATIENCE)).isEqualTo("local-gone");
        await().atMost(PATIENCE)
                .until(() -> "Bound"
                        .equals(bed.client
                                .persistentVolumeClaims()
                                .inNamespace(bed.name)
                                .withName("lost")
                                .get()
                                .getStatus()
                                .getPhase()));
        cluster.removeNodes(gone);
        Pod pod = Workload.pod(bed, "stork", "again", "lost");
        extender.awaitKept(pod, bed.nodes, List.of());
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode failed = extender.post("/filter", ExtenderHttp.args(pod, bed.nodes))
                    .json()
                    .get("FailedAndUnresolvableNodes");
            assertThat(failed)
                    .hasSize(3)
                    .allMatch(reason -> reason.asText().equals("node that holds the volume is gone"));
        });
        bed.create(List.of(pod));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(extender.get("/explain?namespace=local&pod=again", "text/plain")
                                .body())
                        .contains("local-gone=UpToDate on an unknown node")
                        .contains("node that holds the volume is gone"
                                + " (volume local-on-gone is held by local-gone, which is gone)"));
        extender.post("/filter", ExtenderHttp.args(pod, bed.nodes));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bed.told("again"))
                        .contains("FailedScheduling: No online node found with volume replica:"
                                + " volume local-on-gone is held by local-gone, which is gone"));
    }

    private void volume(String name, String node) {
        bed.client
                .resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addToCapacity("storage", new Quantity("1Gi"))
                        .withAccessModes("ReadWriteOnce")
                        .withStorageClassName(CLASS)
                        .withPersistentVolumeReclaimPolicy("Retain")
                        .withNewLocal(null, "/data/" + name)
                        .withNewNodeAffinity()
                        .withNewRequired()
                        .addNewNodeSelectorTerm()
                        .addNewMatchExpression()
                        .withKey("kubernetes.io/hostname")
                        .withOperator("In")
                        .withValues(node)
                        .endMatchExpression()
                        .endNodeSelectorTerm()
                        .endRequired()
                        .endNodeAffinity()
                        .endSpec()
                        .build())
                .create();
    }
}
