package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** A refused pod is placed within five seconds after its reason clears, whatever the reason was. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WakingClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String LOCAL_ONLY = "stork.libopenstorage.org/preferLocalNodeOnly";
    private static final String RESTORE = "stork.libopenstorage.org/restore-in-progress";

    private final Testbed bed;
    private final ExtenderHttp http;

    WakingClusterIT(TestCluster cluster, StorkServer stork) {
        http = new ExtenderHttp(stork.url());
        bed = new Testbed(cluster, "waking", 3, 4);
    }

    @AfterEach
    void clear() {
        bed.nodes.forEach(node -> bed.markUnschedulable(node, null));
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @Test
    void aPodIsPlacedSoonAfterTheStorageOfItsReplicasNodeHeals() {
        bed.volume("data", Map.of(), 1);
        bed.storage.fail(bed.node(1), false);
        refused(Workload.pod(bed, "stork", "offline", "data"), "No online node found with volume replica");
        bed.storage.heal(bed.node(1));
        assertThat(bed.placed("offline", LIMIT)).isEqualTo(bed.node(1));
    }

    @Test
    void aPodIsPlacedSoonAfterTheRestoreOfItsVolumeEnds() {
        bed.volume("data", Map.of(), 1);
        restoring("true");
        refused(Workload.pod(bed, "stork", "restoring", "data"), "Volume restore is in progress for pvc: data");
        restoring(null);
        assertThat(bed.placed("restoring", LIMIT)).isEqualTo(bed.node(1));
    }

    @Test
    void aPodIsPlacedSoonAfterItsNodeIsNoLongerMarkedUnschedulableForStorage() {
        bed.volume("data", Map.of(), 2);
        bed.markUnschedulable(bed.node(2), "true");
        Pod pod = Workload.annotated(Workload.pod(bed, "stork", "marked", "data"), LOCAL_ONLY, "true");
        refused(pod, "No nodes with volume replica available");
        bed.markUnschedulable(bed.node(2), null);
        assertThat(bed.placed("marked", LIMIT)).isEqualTo(bed.node(2));
    }

    @Test
    void aPodIsPlacedSoonAfterRoomForItsNewVolumeIsAdded() {
        String waits = bed.storageClass("waits", true, Map.of());
        bed.nodes.forEach(bed.storage::fill);
        bed.create(List.of(Workload.claim(bed, "new", waits, "1Gi")));
        refused(Workload.pod(bed, "stork", "full", "new"), "No node found with enough storage capacity");
        bed.storage.heal(bed.node(3));
        assertThat(bed.placed("full", LIMIT)).isEqualTo(bed.node(3));
        assertThat(bed.storage.failedProvisions()).isZero();
    }

    @Test
    void twentyRefusedPodsAreAllPlacedSoonAfterTheirStorageHeals() {
        bed.volume("data", Map.of(), 3);
        bed.storage.fail(bed.node(3), false);
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "many-" + i).toList();
        http.awaitKept(Workload.pod(bed, "stork", "probe", "data"), bed.nodes, List.of());
        names.forEach(name -> bed.create(List.of(Workload.pod(bed, "stork", name, "data"))));
        names.forEach(name -> awaitRefused(name, "No online node found with volume replica"));
        bed.storage.heal(bed.node(3));
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(bed.placements().values()).hasSize(20).containsOnly(bed.node(3)));
    }

    /** Creates the pod once Stork knows the reason, and waits until Stork has told the reason and the scheduler has put the pod aside. */
    private void refused(Pod pod, String reason) {
        Pod probe = new PodBuilder(pod)
                .editMetadata()
                .withName("probe")
                .endMetadata()
                .build();
        http.awaitKept(probe, bed.nodes, List.of());
        bed.create(List.of(pod));
        awaitRefused(pod.getMetadata().getName(), reason);
    }

    private void awaitRefused(String pod, String reason) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(bed.told(pod)).contains("FailedScheduling: " + reason);
            assertThat(bed.client
                            .pods()
                            .inNamespace(bed.name)
                            .withName(pod)
                            .get()
                            .getStatus()
                            .getConditions())
                    .anyMatch(condition -> "Unschedulable".equals(condition.getReason()));
        });
        assertThat(bed.placements().get(pod)).isEmpty();
    }

    private void restoring(String value) {
        bed.client
                .persistentVolumeClaims()
                .inNamespace(bed.name)
                .withName("data")
                .edit(claim -> {
                    claim.getMetadata().getAnnotations().compute(RESTORE, (key, was) -> value);
                    return claim;
                });
    }
}
