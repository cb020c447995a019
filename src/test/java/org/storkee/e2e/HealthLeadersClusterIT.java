package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Fewer hands than usual, and more: a Stork that only observes, and two that both believe they lead. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthLeadersClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OTHER_DRIVER = "other.example.com";
    /** The last; that many, so that two that fail and two that still cool down are within the share. */
    private static final int HEALTHY = 15;

    private final Testbed bed;
    private final StorkServer shared;
    private final HealthBed health;
    private final StorkGates gates;

    HealthLeadersClusterIT(TestCluster cluster, StorkServer shared) {
        this.shared = shared;
        bed = new Testbed(cluster, "leaders", HEALTHY, 20);
        health = new HealthBed(bed, shared);
        gates = new StorkGates(cluster, "leaders");
        health.createOwner();
    }

    @AfterEach
    void clear() {
        gates.close();
        health.revive();
        bed.client.storage().v1().volumeAttachments().list().getItems().stream()
                .filter(attachment -> attachment.getMetadata().getName().startsWith("leaders-"))
                .forEach(attachment -> bed.client.resource(attachment).delete());
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @Test
    void whoOnlyObservesDecidesAndTellsAndTouchesNothing() {
        int graceful = 1;
        int stuck = 2;
        int attached = 3;
        shared.stop();
        StorkServer observer = StorkServer.start(
                bed.cluster,
                StorkOptions.named("stork-observes")
                        .withPorts(port(shared.url()), port(shared.managementUrl()))
                        .with("stork.health.mode", "observe")
                        .with("stork.health.escalate-after", "2s"));
        try {
            HealthPage page = new HealthPage(observer);
            pod("graceful", graceful);
            pod("stuck", stuck);
            bed.volume("data-idle", Map.of(), attached, HEALTHY);
            health.attach("leaders-idle", bed.name + ".storkee.org", "sim-leaders-data-idle", bed.node(attached));
            health.running("graceful");
            health.running("stuck");
            health.kubelet(bed.node(stuck), KubeletState.HUNG);
            bed.client.pods().inNamespace(bed.name).withName("stuck").delete();
            String untouched = health.pod("graceful").getMetadata().getResourceVersion();
            bed.storage.fail(bed.node(graceful), false);
            bed.storage.fail(bed.node(stuck), true);
            bed.storage.fail(bed.node(attached), true);

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(bed.told("graceful"))
                        .anyMatch(e -> e.startsWith("WouldRelocate: Only observing; would delete the pod: storage is"));
                assertThat(bed.told("stuck"))
                        .anyMatch(e -> e.startsWith("WouldRelocate: Only observing; would force delete the pod: "));
                assertThat(health.told(bed.node(attached), "WouldRelocate")).isEqualTo(1);
                assertThat(page.says("remove-attachment", "attachment-left-behind", bed.node(attached)))
                        .isTrue();
            });
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> health.pod("stuck") != null);
            assertThat(health.pod("graceful").getMetadata().getResourceVersion())
                    .as("nobody wrote to the pod")
                    .isEqualTo(untouched);
            assertThat(health.attachment("leaders-idle")).isNotNull();
            assertThat(page.decisions().filter(d -> d.path("carriedOut").asBoolean()))
                    .isEmpty();
            assertThat(health.decisions())
                    .contains("Storage health: mode observe")
                    .doesNotContain("outcome:");
        } finally {
            observer.close();
            shared.start();
        }
    }

    @Test
    void twoThatBothBelieveTheyLeadEndEachPodOnceAndSpareItsSuccessor() {
        int alive = 4;
        int hung = 5;
        StorkServer second = StorkServer.start(
                bed.cluster, StorkOptions.named("stork-second").with("stork.leader-election.enabled", "false"));
        try (PodLives lives = new PodLives(bed)) {
            HealthPage one = new HealthPage(shared);
            HealthPage other = new HealthPage(second);
            health.cordon(bed.node(HEALTHY), true);
            set("alive", alive);
            set("hung", hung);
            health.running("alive-0");
            health.running("hung-0");
            health.cordon(bed.node(HEALTHY), false);
            health.kubelet(bed.node(hung), KubeletState.HUNG);
            await().atMost(SOON).until(() -> one.leads() && other.leads());

            gates.refuse("delete", "", "pods", "DELETE", "request.namespace == '" + bed.name + "'")
                    .shut(as -> as.pods()
                            .inNamespace(bed.name)
                            .withName("alive-0")
                            .dryRun()
                            .delete());
            bed.storage.fail(bed.node(alive), true);
            bed.storage.fail(bed.node(hung), true);
            await().atMost(SOON)
                    .until(() -> List.of(one, other).stream()
                            .allMatch(page -> page.refused("delete-gracefully", bed.node(alive))
                                    && page.refused("delete-gracefully", bed.node(hung))));
            gates.close(); // both stand before the same deletions
            await().atMost(SOON)
                    .until(() -> health.runsOn("alive-0", bed.node(HEALTHY))
                            && health.runsOn("hung-0", bed.node(HEALTHY))
                            && health.attachment("leaders-own-alive") == null
                            && health.attachment("leaders-own-hung") == null);

            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(7))
                    .until(() ->
                            health.runsOn("alive-0", bed.node(HEALTHY)) && health.runsOn("hung-0", bed.node(HEALTHY)));
            for (String pod : List.of("alive-0", "hung-0")) {
                assertThat(lives.of(pod))
                        .as(pod)
                        .extracting(PodLives.Life::over)
                        .containsExactly(true, false);
                assertThat(lives.of(pod).getFirst().deletions()).as(pod).startsWith(2L);
            }
            assertThat(health.attachment("leaders-other-alive")).isNotNull();
            assertThat(health.attachment("leaders-other-hung")).isNotNull();
        } finally {
            second.close();
        }
    }

    private void pod(String name, int node) {
        bed.volume("data-" + name, Map.of(), node, HEALTHY);
        Pod pod = health.owned(health.standing(name, bed.node(node), "data-" + name));
        bed.create(List.of(pod));
    }

    /** A StatefulSet's pod with an attachment of its own driver and one of another on its node. */
    private void set(String name, int node) {
        bed.volume("data-" + name + "-0", Map.of(), node, HEALTHY);
        bed.create(List.of(health.set(name)));
        health.attach(
                "leaders-own-" + name, bed.name + ".storkee.org", "sim-leaders-data-" + name + "-0", bed.node(node));
        health.attach("leaders-other-" + name, OTHER_DRIVER, "elsewhere", bed.node(node));
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
