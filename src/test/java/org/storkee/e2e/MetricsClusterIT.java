package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.api.ReplicaState;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Metrics as scrapers see them; the M rows of upstream's list. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Testbed bed;
    private final StorkServer stork;

    MetricsClusterIT(TestCluster cluster, StorkServer stork) {
        this.stork = stork;
        bed = new Testbed(cluster, "metrics", 5, 8);
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
    void aPodOnAReplicasNodeIsHyperconvergedAndChangesItsClassWithItsData() {
        bed.volume("data", Map.of(), 1, 2);
        bed.create(List.of(Workload.standing(bed, "mover", bed.node(1), "100m", "data")));
        awaitClass("mover", "hyperconverged");
        moveReplica("sim-metrics-data", bed.node(3));
        awaitClass("mover", "non_hyperconverged");
        moveReplica("sim-metrics-data", bed.node(1));
        awaitClass("mover", "hyperconverged");
        bed.client
                .pods()
                .inNamespace(bed.name)
                .withName("mover")
                .withGracePeriod(0)
                .delete();
        awaitClass("mover");
    }

    @Test
    void aPodWithPartOfItsDataIsSemiAndOneWithNoneIsNot() {
        bed.volume("one", Map.of(), 1, 2);
        bed.volume("two", Map.of(), 2, 3);
        bed.create(List.of(
                Workload.standing(bed, "semi", bed.node(1), "100m", "one", "two"),
                Workload.standing(bed, "far", bed.node(5), "100m", "one"),
                Workload.standing(bed, "dataless", bed.node(5), "100m")));
        awaitClass("semi", "semi_hyperconverged");
        awaitClass("far", "non_hyperconverged");
        awaitClass("dataless");
    }

    @Test
    void bothPortsShowEachSeriesOnceAndTheExtendersOwn() throws IOException {
        ExtenderHttp http = new ExtenderHttp(stork.url());
        http.kept(Workload.pod(bed, "stork", "asks"), bed.nodes);
        for (String base : List.of(stork.url(), stork.managementUrl())) {
            List<String> lines = stork.get(base + "/metrics").body().lines().toList();
            assertThat(lines.stream().filter(line -> !line.startsWith("#")).map(MetricsClusterIT::series))
                    .as(base)
                    .doesNotHaveDuplicates();
            assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")))
                    .as(base)
                    .doesNotHaveDuplicates()
                    .anyMatch(line -> line.contains("stork_extender_request_seconds"))
                    .anyMatch(line -> line.contains("stork_driver_view_age_seconds"))
                    .anyMatch(line -> line.contains("stork_storage_nodes"))
                    .anyMatch(line -> line.contains("stork_api_server_reachable"))
                    .anyMatch(line -> line.contains("stork_leader"));
        }
    }

    private void awaitClass(String pod, String... classes) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(stork.get(stork.url() + "/metrics")
                                .body()
                                .lines()
                                .filter(line -> line.startsWith("stork_") && line.contains("pod=\"" + pod + "\""))
                                .filter(line -> line.contains("namespace=\"metrics\"") && line.contains("_pods_total{"))
                                .map(line -> line.replaceAll("stork_(.*)_pods_total.*", "$1")))
                        .containsExactly(classes));
    }

    /** Sets the first replica's node. */
    private void moveReplica(String volume, String node) {
        bed.client.resources(VolumeReplicas.class).withName(volume).edit(found -> {
            VolumeReplicasSpec.Replica replica = new VolumeReplicasSpec.Replica();
            replica.setNode(node);
            replica.setState(ReplicaState.UP_TO_DATE);
            found.getSpec()
                    .setReplicas(List.of(replica, found.getSpec().getReplicas().get(1)));
            return found;
        });
    }

    private static String series(String line) {
        return line.substring(0, line.lastIndexOf(' '));
    }
}
