package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Where pods land: next to their data while there is room, and nowhere, with reasons, when there is none. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacementClusterIT {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String LOCAL_ONLY = "stork.libopenstorage.org/preferLocalNodeOnly";

    private final Testbed bed;
    private final Scheduler full;
    private final ExtenderHttp http;

    PlacementClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "placement", 50, 100, 49);
        http = new ExtenderHttp(stork.url());
        full = cluster.startScheduler(stork.scheduler("placement-full").withNodeCacheCapable(false));
    }

    @AfterEach
    void clear() {
        bed.clear();
    }

    @AfterAll
    void remove() {
        full.close();
        bed.close();
    }

    @Test
    void everyPodOfASetLandsNextToItsDataWhenOnlyNamesTravel() {
        everyPodLandsNextToItsData("stork");
    }

    @Test
    void everyPodOfASetLandsNextToItsDataWhenWholeNodesTravel() {
        everyPodLandsNextToItsData("placement-full");
    }

    private void everyPodLandsNextToItsData(String scheduler) {
        String one = bed.storageClass("one", false, Map.of());
        String three = bed.storageClass("three", false, Map.of("replicas", "3"));
        bed.create(List.of(
                Workload.set(bed, scheduler, "single", 50, one), Workload.set(bed, scheduler, "triple", 50, three)));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.placements()).hasSize(100).doesNotContainValue(""));
        assertThat(awayFromTheirData()).isEmpty();
        assertThat(bed.storage.failedProvisions()).isZero();
    }

    /** Pods that run where no replica of their volume is. */
    private List<String> awayFromTheirData() {
        Map<String, List<String>> replicas = bed.storage.replicasInCluster();
        Map<String, String> volumes =
                bed.client.persistentVolumeClaims().inNamespace(bed.name).list().getItems().stream()
                        .collect(Collectors.toMap(
                                claim -> claim.getMetadata().getName(), PlacementClusterIT::volumeName));
        return bed.placements().entrySet().stream()
                .filter(pod ->
                        !replicas.get(volumes.get("data-" + pod.getKey())).contains(pod.getValue()))
                .map(Map.Entry::toString)
                .toList();
    }

    private static String volumeName(PersistentVolumeClaim claim) {
        return claim.getSpec().getVolumeName();
    }

    @Test
    void aPodThatCannotBePlacedIsToldHowManyNodesWereRefusedForWhichReason() {
        bed.volume("wanted", Map.of(), 1, 2, 3);
        bed.create(List.of(
                Workload.standing(bed, "filler-1", bed.node(1), "32"),
                Workload.standing(bed, "filler-2", bed.node(2), "32")));
        bed.storage.fail(bed.node(3), false);
        bed.storage.degrade(bed.node(4));
        bed.markUnschedulable(bed.node(5), "true");
        try {
            http.awaitKept(
                    Workload.pod(bed, "stork", "probe", "wanted"),
                    bed.nodes.subList(1, 6),
                    List.of(bed.node(2), bed.node(6)));
            bed.create(
                    List.of(Workload.annotated(Workload.pod(bed, "stork", "refused", "wanted"), LOCAL_ONLY, "true")));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(bed.cluster.kubectl("describe", "pod", "-n", bed.name, "refused"))
                            .contains("FailedScheduling")
                            .contains("2 Insufficient cpu")
                            .contains("2 storage is offline on the node")
                            .contains("1 node is marked unschedulable for storage")
                            .contains("1 storage driver does not run on the node")
                            .contains("44 node holds no replica of a local-only volume")
                            .contains("No nodes with volume replica available"));
        } finally {
            bed.markUnschedulable(bed.node(5), null);
        }
    }

    @Test
    void aNewVolumeThatFitsNowhereIsToldSoForEveryNode() {
        String waits = bed.storageClass("waits", true, Map.of());
        bed.create(List.of(Workload.claim(bed, "huge", waits, "101Gi"), Workload.pod(bed, "stork", "huge", "huge")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.cluster.kubectl("describe", "pod", "-n", bed.name, "huge"))
                        .contains("49 not enough storage capacity on the node")
                        .contains("1 storage driver does not run on the node"));
        assertThat(bed.storage.failedProvisions()).isZero();
    }

    @Test
    void aPodWhoseDataNodesAreFullLandsOnAnotherNodeOfTheDriverAndIsToldSo() {
        bed.volume("crowded", Map.of(), 1, 2);
        bed.create(List.of(
                Workload.standing(bed, "filler-1", bed.node(1), "32"),
                Workload.standing(bed, "filler-2", bed.node(2), "32")));
        bed.create(List.of(Workload.pod(bed, "stork", "moved", "crowded")));
        assertThat(bed.placed("moved", SOON)).isNotIn(bed.node(1), bed.node(2), bed.node(50));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.told("moved"))
                        .containsExactly("NonOptimumScheduling: Unable to schedule pod using volumes"
                                + " [sim-placement-crowded] in a hyperconverged fashion.  Make sure you have enough CPU"
                                + " and memory resources available on these nodes: [placement-1 placement-2]"));
    }
}
