package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * One kube-scheduler with two profiles, as {@code docs/operations.md} recommends: both names place pods next to their
 * data, and as they share one picture of the nodes, neither gives away what the other has given.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoProfilesClusterIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final List<String> PROFILES = List.of("both-default", "both-stork");
    private static final int NODES = 4;
    private static final long PER_NODE = 4;

    private final Testbed bed;
    private final Scheduler scheduler;

    TwoProfilesClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "profiles", NODES, 100);
        scheduler = cluster.startScheduler(
                stork.scheduler(PROFILES.toArray(String[]::new)).withIgnorable(true));
    }

    @AfterEach
    void clear() {
        bed.clear();
    }

    @AfterAll
    void remove() {
        scheduler.close();
        bed.close();
    }

    @Test
    void podsOfBothProfilesLandNextToTheirData() {
        List<HasMetadata> pods = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            for (String profile : PROFILES) {
                String name = profile + "-" + i;
                bed.volume(name, Map.of(), i + 1);
                pods.add(Workload.pod(bed, profile, name, name));
            }
        }
        bed.create(pods);
        await().atMost(SOON).until(() -> placed() == pods.size());
        for (int i = 0; i < NODES; i++) {
            for (String profile : PROFILES) {
                assertThat(bed.placements()).containsEntry(profile + "-" + i, bed.node(i + 1));
            }
        }
    }

    @Test
    void podsOfBothProfilesAtOnceFillEveryNodeAndOvercommitNone() {
        int more = 8;
        List<HasMetadata> pods = new ArrayList<>();
        for (int i = 0; i < NODES * PER_NODE + more; i++) {
            Pod pod = Workload.pod(bed, PROFILES.get(i % 2), "eight-cpus-" + i);
            pods.add(Workload.asking(pod, "8"));
        }
        bed.create(pods);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(placed()).isEqualTo(NODES * PER_NODE);
            assertThat(unschedulable()).isEqualTo(more);
        });
        assertThat(podsByNode())
                .hasSize(NODES)
                .allSatisfy((node, count) -> assertThat(count).isEqualTo(PER_NODE));
    }

    private long placed() {
        return bed.placements().values().stream()
                .filter(node -> !node.isEmpty())
                .count();
    }

    private long unschedulable() {
        return bed.client.pods().inNamespace(bed.name).list().getItems().stream()
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> "Unschedulable".equals(condition.getReason())))
                .count();
    }

    private Map<String, Long> podsByNode() {
        return bed.placements().values().stream()
                .filter(node -> !node.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
