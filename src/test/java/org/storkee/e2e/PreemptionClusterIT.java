package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Preemption evicts only where the pod could then run: on nodes that serve its volume. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreemptionClusterIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String LOCAL_ONLY = "stork.libopenstorage.org/preferLocalNodeOnly";
    private static final String URGENT = "preemption-urgent";
    private static final int NODES = 130;

    private final Testbed bed;
    private final ExtenderHttp http;

    PreemptionClusterIT(TestCluster cluster, StorkServer stork) {
        http = new ExtenderHttp(stork.url());
        bed = new Testbed(cluster, "preemption", NODES, 8);
        bed.client
                .resource(new PriorityClassBuilder()
                        .withNewMetadata()
                        .withName(URGENT)
                        .endMetadata()
                        .withValue(1000)
                        .build())
                .create();
    }

    @AfterEach
    void clear() {
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.client.scheduling().v1().priorityClasses().withName(URGENT).delete();
        bed.close();
    }

    @Test
    void amongAHundredAndThirtyFullNodesOnlyTheOneWithTheReplicaIsCleared() {
        fillEveryNode();
        bed.volume("data", Map.of(), 117);
        bed.create(List.of(urgent("important", "data")));
        assertThat(bed.placed("important", SOON)).isEqualTo(bed.node(117));
        assertThat(evicted()).containsExactly("filler-117");
    }

    @Test
    void nobodyIsEvictedWhenNoNodeCouldServeTheVolume() {
        fillEveryNode();
        bed.volume("data", Map.of(), 5);
        bed.storage.fail(bed.node(5), false);
        http.awaitKept(urgent("probe", "data"), bed.nodes, List.of());
        bed.create(List.of(urgent("hopeless", "data")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.cluster.kubectl("describe", "pod", "-n", bed.name, "hopeless"))
                        .contains("FailedScheduling")
                        .contains("preemption:"));
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(evicted()).isEmpty());
    }

    private void fillEveryNode() {
        List<HasMetadata> fillers = new ArrayList<>();
        for (int i = 1; i <= NODES; i++) {
            fillers.add(Workload.standing(bed, "filler-" + i, bed.node(i), "32"));
        }
        bed.create(fillers);
        await().atMost(SOON).until(() -> bed.placements().size() == NODES);
    }

    private Set<String> evicted() {
        Set<String> gone = new TreeSet<>();
        Map<String, String> there = bed.placements();
        for (int i = 1; i <= NODES; i++) {
            if (!there.containsKey("filler-" + i)) {
                gone.add("filler-" + i);
            }
        }
        return gone;
    }

    private Pod urgent(String name, String claim) {
        Pod pod = Workload.asking(Workload.pod(bed, "stork", name, claim), "16");
        return new PodBuilder(Workload.annotated(pod, LOCAL_ONLY, "true"))
                .editSpec()
                .withPriorityClassName(URGENT)
                .endSpec()
                .build();
    }
}
