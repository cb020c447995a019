package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** What goes on when the API server, or Stork itself, is away. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration OUTAGE = Duration.ofSeconds(30);
    /** Kubernetes' own watches, refused for so long, are tried again after up to a minute, each by itself. */
    private static final Duration KUBERNETES_HEARS_AGAIN = Duration.ofSeconds(150);

    private final TestCluster cluster;
    private final StorkServer stork;
    private final Testbed bed;
    private final ExtenderHttp http;

    OutageClusterIT(TestCluster cluster, StorkServer stork) {
        this.cluster = cluster;
        this.stork = stork;
        bed = new Testbed(cluster, "outage", 3, 8);
        http = new ExtenderHttp(stork.url());
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
    void whileTheApiServerIsAwayStorkStaysReadyAnswersFromItsCacheAndTells() throws Exception {
        bed.volume("data", Map.of(), 1, 2);
        Pod pod = Workload.annotated(
                Workload.pod(bed, "stork", "asks", "data"), "stork.libopenstorage.org/preferLocalNodeOnly", "true");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(http.kept(pod, bed.nodes)).containsExactly(bed.node(1), bed.node(2)));
        long process = stork.pid();
        cluster.stopApiServer();
        Instant end = Instant.now().plus(OUTAGE);
        try {
            await().atMost(OUTAGE).untilAsserted(() -> {
                assertThat(metric("stork_api_server_reachable")).isEqualTo("0");
                assertThat(probe()).contains("\"unreachable\"").doesNotContain("\"DOWN\"");
            });
            await().pollInterval(Duration.ofSeconds(1))
                    .atMost(OUTAGE.multipliedBy(2))
                    .until(() -> {
                        assertThat(stork.isReady()).isTrue();
                        assertThat(http.kept(pod, bed.nodes)).containsExactly(bed.node(1), bed.node(2));
                        assertThat(http.scores(pod, bed.nodes))
                                .startsWith(100, 100)
                                .hasSize(3);
                        return Instant.now().isAfter(end);
                    });
        } finally {
            cluster.startApiServer();
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(metric("stork_api_server_reachable")).isEqualTo("1"));
        bed.create(List.of(pod));
        assertThat(bed.placed("asks", KUBERNETES_HEARS_AGAIN)).isIn(bed.node(1), bed.node(2));
        assertThat(stork.pid()).isEqualTo(process);
        awaitTheControllers();
    }

    /** The tests that follow in this cluster count on them. */
    private void awaitTheControllers() {
        bed.create(List.of(
                Workload.set(bed, "default-scheduler", "afterwards", 1, bed.storageClass("waits", true, Map.of()))));
        await().atMost(KUBERNETES_HEARS_AGAIN)
                .until(() -> bed.client
                                        .apps()
                                        .statefulSets()
                                        .inNamespace(bed.name)
                                        .withName("afterwards")
                                        .require()
                                        .getStatus()
                                        .getReadyReplicas()
                                instanceof Integer ready
                        && ready == 1);
    }

    @Test
    void withStorkDeadTheDefaultSchedulerPlacesPodsAlsoOneThatLooksLikeStorks() {
        bed.volume("data", Map.of(), 1);
        stork.kill();
        try {
            Pod own = new PodBuilder(Workload.pod(bed, "default-scheduler", "stork-6c9d7b-x2x4x"))
                    .editMetadata()
                    .addToLabels("name", "stork")
                    .addToLabels("app.kubernetes.io/name", "stork")
                    .endMetadata()
                    .build();
            bed.create(List.of(own, Workload.pod(bed, "default-scheduler", "user", "data")));
            bed.create(List.of(Workload.pod(bed, "stork", "waits", "data")));
            bed.placed("stork-6c9d7b-x2x4x", SOON);
            bed.placed("user", SOON);
            assertThat(bed.placements().get("waits")).isEmpty();
        } finally {
            stork.start();
        }
        assertThat(bed.placed("waits", SOON)).isEqualTo(bed.node(1));
    }

    private String probe() throws IOException {
        return stork.get(stork.managementUrl() + "/health/ready").body();
    }

    /** A gauge's value without decimals, or "" when there is none. */
    private String metric(String name) throws IOException {
        return stork.get(stork.managementUrl() + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1).replaceFirst("\\.0$", ""))
                .findFirst()
                .orElse("");
    }
}
