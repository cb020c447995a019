package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.e2e.ExtenderHttp.Answer;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Upstream's answers to refused pods ({@code stork.extender.refusals=http-400}), and its events, text by text. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamAnswersClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PREFIX = "stork.libopenstorage.org/";
    private static final Map<String, String> REMOTE_ONLY =
            Map.of("remoteAccess", "true", PREFIX + "preferRemoteNodeOnly", "true");

    private final Testbed bed;
    private final StorkServer stork;
    private final ExtenderHttp http;

    UpstreamAnswersClusterIT(TestCluster cluster) {
        bed = new Testbed(cluster, "answers", 4, 8, 3);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-answers")
                        .with("stork.extender.refusals", "http-400")
                        .with("stork.leader-election.name", "stork-answers"));
        http = new ExtenderHttp(stork.url());
    }

    @AfterEach
    void clear() {
        bed.clear();
    }

    @AfterAll
    void remove() {
        stork.close();
        bed.close();
    }

    @Test
    void aClaimThatDoesNotExist() {
        refused(Workload.pod(bed, "stork", "missing", "nothing"), bed.nodes, "Unable to find PVC nothing");
    }

    @Test
    void aVolumeThatIsBeingRestored() {
        bed.volume("data", Map.of(), 1);
        annotateClaim(PREFIX + "restore-in-progress", "true");
        Pod pod = Workload.pod(bed, "stork", "restoring", "data");
        refused(pod, bed.nodes, "Volume restore is in progress for pvc: data");
        annotateClaim(PREFIX + "restore-in-progress", "false");
        await().atMost(SOON)
                .until(() ->
                        http.post("/filter", ExtenderHttp.args(pod, bed.nodes)).status() == 200);
    }

    @Test
    void aClaimThatIsNotBoundAlthoughItShouldBe() {
        String now = bed.storageClass("now", false, Map.of());
        bed.nodes.subList(0, 3).forEach(bed.storage::fill);
        bed.create(List.of(Workload.claim(bed, "unbound", now, "1Gi")));
        Pod pod = Workload.pod(bed, "stork", "waiting", "unbound");
        awaitAnswer(pod, bed.nodes, "Waiting for PVC to be bound");
        awaitEvents("waiting", "Error getting volumes for Pod for driver: PVC is pending for unbound");
    }

    @Test
    void aVolumeWithoutAReplicaOnline() {
        bed.volume("data", Map.of(), 1);
        bed.storage.fail(bed.node(1), false);
        refused(Workload.pod(bed, "stork", "offline", "data"), bed.nodes, "No online node found with volume replica");
    }

    @Test
    void aLocalOnlyPodWithoutItsNodes() {
        bed.volume("data", Map.of(), 1);
        Pod pod =
                Workload.annotated(Workload.pod(bed, "stork", "local", "data"), PREFIX + "preferLocalNodeOnly", "true");
        refused(pod, bed.nodes.subList(1, 4), "No nodes with volume replica available");
    }

    @Test
    void aRemoteOnlyVolumeWithReplicasEverywhere() {
        bed.volume("data", REMOTE_ONLY, 1, 2, 3);
        Pod pod = Workload.pod(bed, "stork", "remote", "data");
        refused(pod, bed.nodes, "No nodes exist that can enforce StorageClass parameter preferRemoteNodeOnly");
        Pod both =
                Workload.annotated(Workload.pod(bed, "stork", "both", "data"), PREFIX + "preferLocalNodeOnly", "true");
        refused(
                both,
                bed.nodes,
                "No nodes exist that can enforce Pod annotation preferLocalNodeOnly and StorageClass parameter"
                        + " preferRemoteNodeOnly together");
    }

    @Test
    void nodesWithoutTheDriver() {
        bed.volume("data", Map.of(), 1);
        refused(
                Workload.pod(bed, "stork", "driverless", "data"),
                bed.nodes.subList(3, 4),
                "No node found with storage driver");
    }

    @Test
    void aPodAwayFromItsDataIsToldOnceHoweverOftenItIsTriedAndOneNextToItNever() {
        bed.volume("data", Map.of(), 1, 2);
        Pod pod = Workload.pod(bed, "stork", "away", "data");
        Pod near = Workload.pod(bed, "stork", "near", "data");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(http.scores(near, bed.nodes)).containsExactly(100, 100, 10, 0));
        for (int i = 0; i < 3; i++) {
            assertThat(http.scores(pod, bed.nodes.subList(2, 3))).containsExactly(10);
        }
        awaitEvents(
                "away",
                "Unable to schedule pod using volumes [sim-answers-data] in a hyperconverged fashion.  Make sure you"
                        + " have enough CPU and memory resources available on these nodes: [answers-1 answers-2]");
        assertThat(bed.told("near")).isEmpty();
    }

    /** Answered 400 with this text, and told by one event of the same text, tried twice. */
    private void refused(Pod pod, List<String> nodes, String text) {
        awaitAnswer(pod, nodes, text);
        http.post("/filter", ExtenderHttp.args(pod, nodes));
        awaitEvents(pod.getMetadata().getName(), text);
    }

    private void awaitAnswer(Pod pod, List<String> nodes, String text) {
        await().atMost(SOON).untilAsserted(() -> {
            Answer answer = http.post("/filter", ExtenderHttp.args(pod, nodes));
            assertThat(answer.body()).startsWith(text);
            assertThat(answer.status()).isEqualTo(400);
        });
    }

    private void awaitEvents(String pod, String text) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.told(pod))
                        .filteredOn(event -> event.contains(text))
                        .hasSize(1));
    }

    private void annotateClaim(String key, String value) {
        bed.client
                .persistentVolumeClaims()
                .inNamespace(bed.name)
                .withName("data")
                .edit(claim -> {
                    claim.getMetadata().getAnnotations().put(key, value);
                    return claim;
                });
    }
}
