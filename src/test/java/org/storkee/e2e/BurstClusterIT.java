package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Many pods at once whose volumes are yet to be made, on nodes with room for a few each. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BurstClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Testbed bed;
    private final StorkServer stork;
    private final String waits;

    BurstClusterIT(TestCluster cluster, StorkServer stork) {
        this.stork = stork;
        bed = new Testbed(cluster, "burst", 50, 8);
        waits = bed.storageClass("waits", true, Map.of());
    }

    @AfterEach
    void clear() {
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @Test
    void moreNewVolumesThanFitFillEveryNodeOvercommitNoneAndTheRestFollowsWhenExactlyItsRoomComesBack() {
        burst(500);
        awaitPlaced(400);
        nothingWentWrong();
        assertThat(bed.storage.usage()).allMatch(usage -> usage.availableBytes() == 0);
        List<String> finished = bed.placements().entrySet().stream()
                .filter(pod -> !pod.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .limit(100)
                .toList();
        finished.forEach(pod -> {
            bed.client
                    .pods()
                    .inNamespace(bed.name)
                    .withName(pod)
                    .withGracePeriod(0)
                    .delete();
            bed.client
                    .persistentVolumeClaims()
                    .inNamespace(bed.name)
                    .withName(pod)
                    .delete();
        });
        await().atMost(PATIENCE).until(() -> bed.placements().size() == 400);
        awaitPlaced(400);
        nothingWentWrong();
    }

    @Test
    void aServerKilledInTheMiddleLosesNothing() {
        burst(300);
        await().atMost(PATIENCE).until(() -> count() >= 60);
        stork.kill();
        assertThat(count()).isLessThan(300);
        stork.start();
        awaitPlaced(300);
        nothingWentWrong();
        assertThat(bed.client.v1().events().inNamespace(bed.name).list().getItems())
                .as("pods placed unchecked while the server started")
                .noneMatch(event -> "StorageUnknown".equals(event.getReason()));
    }

    private void burst(int pods) {
        List<HasMetadata> claims = new ArrayList<>();
        IntStream.range(0, pods).forEach(i -> claims.add(Workload.claim(bed, "burst-" + i, waits, "1Gi")));
        bed.create(claims);
        bed.create(IntStream.range(0, pods)
                .mapToObj(i -> Workload.pod(bed, "stork", "burst-" + i, "burst-" + i))
                .toList());
    }

    private void awaitPlaced(int pods) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(count()).as(this::unplaced).isEqualTo(pods));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bed.storage.replicasInCluster()).hasSize(pods));
    }

    private long count() {
        return bed.placements().values().stream()
                .filter(node -> !node.isEmpty())
                .count();
    }

    /** What Stork and the scheduler say about some of the pods that are not placed, for whoever reads a failure. */
    private String unplaced() {
        ExtenderHttp http = new ExtenderHttp(stork.url());
        return "pods placed; of the others:\n"
                + bed.placements().entrySet().stream()
                        .filter(pod -> pod.getValue().isEmpty())
                        .limit(3)
                        .map(pod -> bed.client
                                        .pods()
                                        .inNamespace(bed.name)
                                        .withName(pod.getKey())
                                        .get()
                                        .getStatus()
                                        .getConditions()
                                + "\n"
                                + http.get("/explain?namespace=" + bed.name + "&pod=" + pod.getKey(), "text/plain")
                                        .body())
                        .collect(Collectors.joining("\n"));
    }

    /** No claim was refused by the storage system, and every pod runs where its volume was made. */
    private void nothingWentWrong() {
        assertThat(bed.storage.failedProvisions()).isZero();
        assertThat(bed.storage.overcommitted()).isEmpty();
        Map<String, List<String>> replicas = bed.storage.replicasInCluster();
        Map<String, String> placements = bed.placements();
        bed.client.persistentVolumeClaims().inNamespace(bed.name).list().getItems().stream()
                .filter(claim -> claim.getSpec().getVolumeName() != null)
                .forEach(claim -> assertThat(replicas.get(claim.getSpec().getVolumeName()))
                        .as("replicas of claim %s", claim.getMetadata().getName())
                        .containsExactly(placements.get(claim.getMetadata().getName())));
    }
}
