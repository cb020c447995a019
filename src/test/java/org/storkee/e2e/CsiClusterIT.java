package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.csi.ZonalCsi;

/**
 * Volumes of a CSI driver nobody has written a driver for: PersistentVolumes, their node affinity and their room are
 * published by Kubernetes' own external-provisioner. Nine nodes, three in each of the zones a, b and c.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CsiClusterIT {
    private static final String NAME = "zonal.csi.example.com";
    /** Room is asked for once a minute; a figure of the very second a volume was made in does not count for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    /** What the zones have: 18 GiB, 12 GiB and almost nothing; volumes of up to 5 GiB. */
    private static final Map<String, Long> ROOM =
            Map.of("a", 18 * Testbed.GI, "b", 12 * Testbed.GI, "c", Testbed.GI / 2);

    private final Testbed bed;
    private final ExtenderHttp extender;
    private final ZonalCsi csi;

    CsiClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "csi", 9, 0, 0);
        extender = new ExtenderHttp(stork.url());
        csi = ZonalCsi.start(cluster, NAME, bed.name, bed.nodes, ROOM, 5 * Testbed.GI);
        bed.create(List.of(Workload.claim(bed, "sees-room", NAME, "6Gi")));
        // Too large for any zone: refused from the moment the server knows of the room.
        extender.awaitKept(Workload.pod(bed, "stork", "sees-room", "sees-room"), bed.nodes, List.of());
    }

    @AfterEach
    void clear() {
        bed.clear();
        await().atMost(PATIENCE).until(() -> volumes().isEmpty());
    }

    @AfterAll
    void remove() {
        csi.close();
        bed.close();
    }

    @Test
    void aSetOnZonalVolumesComesBackToTheZoneOfItsData() {
        bed.create(List.of(Workload.set(bed, "stork", "web", 3, NAME)));
        Map<String, String> first = zones("web-0", "web-1", "web-2");
        assertThat(first.values()).doesNotContain("c");
        assertThat(volumes().values()).containsExactlyInAnyOrderElementsOf(first.values());
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode volume = extender.get("/explain?namespace=csi&pod=web-0", "application/json")
                    .json()
                    .get("volumes")
                    .get(0);
            assertThat(volume.get("driver").asText()).isEqualTo("csi:" + NAME);
            assertThat(StreamSupport.stream(volume.get("replicas").spliterator(), false)
                            .map(replica -> replica.get("node").asText()))
                    .containsExactlyInAnyOrderElementsOf(bed.nodes.stream()
                            .filter(node -> zone(node).equals(first.get("web-0")))
                            .map(node -> "id-of-" + node)
                            .toList());
        });
        bed.client.pods().inNamespace(bed.name).withGracePeriod(0).delete();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(zones("web-0", "web-1", "web-2")).isEqualTo(first));
    }

    @Test
    void aBurstThatJustFitsFillsTheZonesAndOvercommitsNone() {
        int fits = 30;
        IntStream.range(0, fits).forEach(i -> claimed("burst-" + i, "1Gi"));
        await().atMost(PATIENCE).until(() -> placed() == fits);
        claimed("late", "1Gi");
        await().atMost(PATIENCE).until(() -> volumes().size() == fits);
        assertThat(csi.refused()).as("volumes the driver had no room for").isZero();
        Map<String, Long> made = new HashMap<>();
        volumes().values().forEach(zone -> made.merge(zone, 1L, Long::sum));
        assertThat(made).isEqualTo(Map.of("a", 18L, "b", 12L));
        assertThat(bed.placements()).containsEntry("late", "");
    }

    @Test
    void claimsOfOnePodAreSummedWhichTheSchedulerDoesNot() {
        bed.create(List.of(
                Workload.claim(bed, "one", NAME, "5Gi"),
                Workload.claim(bed, "two", NAME, "5Gi"),
                Workload.claim(bed, "three", NAME, "5Gi")));
        bed.create(List.of(Workload.pod(bed, "stork", "greedy", "one", "two", "three")));
        assertThat(zone(bed.placed("greedy", PATIENCE)))
                .as("5 GiB fit into b, 15 do not")
                .isEqualTo("a");
        assertThat(csi.refused()).isZero();
    }

    @Test
    void aVolumeLargerThanTheDriverMakesIsRefusedForThatReason() {
        bed.create(List.of(Workload.claim(bed, "huge", NAME, "6Gi")));
        Pod pod = Workload.pod(bed, "stork", "huge", "huge");
        extender.awaitKept(pod, bed.nodes, List.of());
        JsonNode failed = extender.post("/filter", ExtenderHttp.args(pod, bed.nodes))
                .json()
                .get("FailedAndUnresolvableNodes");
        assertThat(failed.size()).isEqualTo(9);
        assertThat(failed).allMatch(reason -> reason.asText().equals("not enough storage capacity on the node"));
    }

    private void claimed(String name, String size) {
        bed.create(List.of(Workload.claim(bed, name, NAME, size)));
        bed.create(List.of(Workload.pod(bed, "stork", name, name)));
    }

    private long placed() {
        return bed.placements().values().stream()
                .filter(node -> !node.isEmpty())
                .count();
    }

    /** The zones these pods run in, once they have a node. */
    private Map<String, String> zones(String... pods) {
        return List.of(pods).stream().collect(Collectors.toMap(pod -> pod, pod -> zone(bed.placed(pod, PATIENCE))));
    }

    private String zone(String node) {
        return List.of("a", "b", "c").get(bed.nodes.indexOf(node) % 3);
    }

    /** Claim to the zone of its volume, by the affinity that the provisioner gave it. */
    private Map<String, String> volumes() {
        Map<String, String> zones = new HashMap<>();
        for (PersistentVolume volume : bed.client.persistentVolumes().list().getItems()) {
            if (volume.getSpec().getCsi() != null
                    && NAME.equals(volume.getSpec().getCsi().getDriver())) {
                zones.put(
                        volume.getSpec().getClaimRef().getName(),
                        volume.getSpec()
                                .getNodeAffinity()
                                .getRequired()
                                .getNodeSelectorTerms()
                                .getFirst()
                                .getMatchExpressions()
                                .getFirst()
                                .getValues()
                                .getFirst());
            }
        }
        return zones;
    }
}
