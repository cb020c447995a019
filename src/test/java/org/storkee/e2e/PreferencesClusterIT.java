package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * How locality meets what else a pod may say about its neighbours, with the shipped weights: what is required comes
 * first, then locality, then what is preferred. {@code docs/operations.md} says so.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreferencesClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final Map<String, String> PEERS = Map.of("app", "peer");
    private static final int PODS = 3;

    private final Testbed bed;

    /** Takes the shared server for its scheduler {@code stork}. */
    PreferencesClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "preferences", 6, 100);
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
    void aPreferredSpreadDoesNotPullPodsAwayFromTheirData() {
        assertThat(nodesOf(spread("ScheduleAnyway"), 1)).hasSize(PODS).containsOnly(bed.node(1));
    }

    @Test
    void aPreferredAntiAffinityDoesNotPullPodsAwayFromTheirData() {
        assertThat(nodesOf(preferredAntiAffinity(), 1)).hasSize(PODS).containsOnly(bed.node(1));
    }

    @Test
    void aPreferredSpreadChoosesAmongTheNodesWithAReplica() {
        assertThat(nodesOf(spread("ScheduleAnyway"), 2, 4, 6))
                .containsExactlyInAnyOrder(bed.node(2), bed.node(4), bed.node(6));
    }

    @Test
    void aRequiredSpreadComesBeforeLocality() {
        assertThat(nodesOf(spread("DoNotSchedule"), 1))
                .hasSize(PODS)
                .doesNotHaveDuplicates()
                .contains(bed.node(1));
    }

    @Test
    void aRequiredAntiAffinityComesBeforeLocality() {
        assertThat(nodesOf(requiredAntiAffinity(), 1))
                .hasSize(PODS)
                .doesNotHaveDuplicates()
                .contains(bed.node(1));
    }

    @Test
    void aPodThatAsksForNoLocalityFollowsItsPreferredSpread() {
        assertThat(nodesOf(
                        spread("ScheduleAnyway"),
                        Map.of("stork.libopenstorage.org/disableHyperconvergence", "true"),
                        1))
                .hasSize(PODS)
                .doesNotHaveDuplicates();
    }

    private List<String> nodesOf(Consumer<PodSpecBuilder> rule, int... replicas) {
        return nodesOf(rule, Map.of(), replicas);
    }

    /** Where equal pods land that keep this rule, each with a volume of its own on these nodes. */
    private List<String> nodesOf(Consumer<PodSpecBuilder> rule, Map<String, String> annotations, int... replicas) {
        List<HasMetadata> pods = new ArrayList<>();
        for (int i = 1; i <= PODS; i++) {
            bed.volume("data-" + i, Map.of(), replicas);
            Pod pod = Workload.pod(bed, "stork", "peer-" + i, "data-" + i);
            PodSpecBuilder spec = new PodSpecBuilder(pod.getSpec());
            rule.accept(spec);
            pods.add(new PodBuilder(pod)
                    .editMetadata()
                    .withLabels(PEERS)
                    .withAnnotations(annotations)
                    .endMetadata()
                    .withSpec(spec.build())
                    .build());
        }
        bed.create(pods);
        await().atMost(SOON)
                .until(() ->
                        bed.placements().size() == PODS && !bed.placements().containsValue(""));
        return List.copyOf(bed.placements().values());
    }

    private static Consumer<PodSpecBuilder> spread(String whenUnsatisfiable) {
        return spec -> spec.addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey(HOSTNAME)
                .withWhenUnsatisfiable(whenUnsatisfiable)
                .withNewLabelSelector()
                .withMatchLabels(PEERS)
                .endLabelSelector()
                .endTopologySpreadConstraint();
    }

    private static Consumer<PodSpecBuilder> preferredAntiAffinity() {
        Affinity affinity = new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey(HOSTNAME)
                .withNewLabelSelector()
                .withMatchLabels(PEERS)
                .endLabelSelector()
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
        return spec -> spec.withAffinity(affinity);
    }

    private static Consumer<PodSpecBuilder> requiredAntiAffinity() {
        Affinity affinity = new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey(HOSTNAME)
                .withNewLabelSelector()
                .withMatchLabels(PEERS)
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
        return spec -> spec.withAffinity(affinity);
    }
}
