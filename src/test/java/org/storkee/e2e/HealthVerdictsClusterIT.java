package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Everything that can be the matter with a node at once, each on a node of its own: which pods go, which stay, and what is
 * told. Set up once; "stays" is asked when all that may go would long be gone.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthVerdictsClusterIT {
    /** Confirmation, a kubelet that is lost, grace and escalation, twice over. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final int OFFLINE = 1;
    private static final int DEGRADED = 2;
    private static final int STORAGE_DOWN = 3;
    private static final int UNREACHABLE = 4;
    private static final int KUBELET_DEAD = 5;
    private static final int OFFLINE_DEAD = 6;
    private static final int FENCED_DEAD = 7;
    private static final int FENCED_HUNG = 8;
    private static final int OFFLINE_HUNG = 9;
    private static final int HEALTHY = 16;

    private final Testbed bed;
    private final HealthBed health;
    private final HealthPage page;
    private long failedAt;

    HealthVerdictsClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "verdicts", HEALTHY, 20);
        health = new HealthBed(bed, stork);
        page = new HealthPage(stork);
    }

    @BeforeAll
    void fail() {
        health.createOwner();
        pod("moves", OFFLINE);
        pod("degraded", DEGRADED);
        pod("storage-down", STORAGE_DOWN);
        pod("unreachable", UNREACHABLE);
        pod("kubelet-dead", KUBELET_DEAD);
        pod("offline-dead", OFFLINE_DEAD);
        pod("fenced-dead", FENCED_DEAD);
        pod("fenced-hung", FENCED_HUNG);
        pod("offline-hung", OFFLINE_HUNG);
        bed.volume("data-single", Map.of(), OFFLINE);
        bed.create(List.of(health.owned(health.standing("single", bed.node(OFFLINE), "data-single"))));
        bed.volume("data-bare", Map.of(), OFFLINE, HEALTHY);
        bed.create(List.of(health.standing("bare", bed.node(OFFLINE), "data-bare")));
        bed.volume("data-foreign", Map.of(), OFFLINE, HEALTHY);
        bed.create(
                List.of(health.foreign(health.owned(health.standing("foreign", bed.node(OFFLINE), "data-foreign")))));
        bed.volume("data-opted-out", Map.of(), OFFLINE, HEALTHY);
        bed.create(List.of(Workload.annotated(
                health.owned(health.standing("opted-out", bed.node(OFFLINE), "data-opted-out")),
                "storkee.org/relocation",
                "never")));
        bed.create(List.of(health.owned(health.standing("dataless", bed.node(OFFLINE)))));
        bed.volume("data-in-line", Map.of(), FENCED_DEAD, HEALTHY);
        bed.create(
                List.of(new PodBuilder(health.owned(health.standing("in-line", bed.node(FENCED_DEAD), "data-in-line")))
                        .editSpec()
                        .addNewVolume()
                        .withName("share")
                        .withNewNfs("/export", false, "nfs.example.com")
                        .endVolume()
                        .endSpec()
                        .build()));
        health.attach(
                "own-left-behind", bed.name + ".storkee.org", "sim-verdicts-data-fenced-dead", bed.node(FENCED_DEAD));
        health.attach("of-another-driver", "other.example.com", "elsewhere", bed.node(FENCED_DEAD));
        for (String pod : List.of("moves", "fenced-dead", "fenced-hung", "offline-hung", "offline-dead", "single")) {
            health.running(pod);
        }
        List<String> dead = List.of(bed.node(KUBELET_DEAD), bed.node(OFFLINE_DEAD), bed.node(FENCED_DEAD));
        dead.forEach(node -> health.kubelet(node, KubeletState.DEAD));
        health.kubelet(bed.node(FENCED_HUNG), KubeletState.HUNG);
        health.kubelet(bed.node(OFFLINE_HUNG), KubeletState.HUNG);
        // Else their pods would be asked to end before their kubelets count as lost.
        await().atMost(LONG).until(() -> dead.stream().allMatch(page::showsLost));
        failedAt = System.nanoTime();
        bed.storage.fail(bed.node(OFFLINE), false);
        bed.storage.fail(bed.node(OFFLINE_DEAD), false);
        bed.storage.fail(bed.node(FENCED_DEAD), true);
        bed.storage.fail(bed.node(FENCED_HUNG), true);
        bed.storage.fail(bed.node(OFFLINE_HUNG), false);
        bed.storage.degrade(bed.node(DEGRADED));
        bed.storage.storageDown(bed.node(STORAGE_DOWN));
        bed.storage.silence(bed.node(UNREACHABLE));
        bed.client.resource(leftBehind(bed.node(UNREACHABLE))).create();
    }

    /** The record of a former life of this machine, which nobody took away. */
    private NodeStorage leftBehind(String node) {
        NodeStorage record = new NodeStorage();
        record.getMetadata().setName("verdicts-left-behind");
        record.setSpec(new NodeStorageSpec());
        record.getSpec().setDriver(bed.name + ".storkee.org");
        record.getSpec().setNodeName(node);
        record.getSpec().setState(NodeState.OFFLINE);
        record.getSpec().setFenced(true);
        return record;
    }

    @AfterAll
    void remove() {
        bed.client.resources(NodeStorage.class).withName("verdicts-left-behind").delete();
        bed.client
                .storage()
                .v1()
                .volumeAttachments()
                .withName("of-another-driver")
                .delete();
        health.revive();
        bed.close();
    }

    /** A pod with a controller, on a volume with a replica on its node and one on a healthy node. */
    private void pod(String name, int node) {
        bed.volume("data-" + name, Map.of(), node, HEALTHY);
        bed.create(List.of(health.owned(health.standing(name, bed.node(node), "data-" + name))));
    }

    @Test
    void aPodLeavesANodeWhoseStorageIsOffline() {
        gone("moves", "storage offline, kubelet alive: pod deleted", LONG);
        await().untilAsserted(() -> assertThat(bed.told("moves"))
                .as("events are written beside what is done")
                .anyMatch(event -> event.startsWith("StorageDriverOffline: Deleting Pod from Node " + bed.node(OFFLINE)
                        + " due to volume driver status: Offline (")));
        assertThat(health.decisions()).contains("delete-gracefully", "verdicts/moves", "data path is down");
    }

    @Test
    void aPodOnADeadNodeThatIsFencedIsRemovedWithItsAttachmentAndNoOther() {
        gone("fenced-dead", "node dead and fenced: old pod object gone", LONG);
        await().untilAsserted(() -> assertThat(bed.told("fenced-dead"))
                .anyMatch(event -> event.startsWith("NodeLost: Force deleting pod as it's in unknown state.")));
        await().atMost(LONG).until(() -> health.attachment("own-left-behind") == null);
        assertThat(health.attachment("of-another-driver")).isNotNull();
    }

    @Test
    void aPodWhoseUnmountHangsIsForcedWhereTheStorageVouchesForTheNode() {
        gone("fenced-hung", "unmount hangs, fenced: old pod object gone", LONG);
    }

    @Test
    void aPodWhoseUnmountHangsStaysWhereNothingVouchesForTheNode() {
        awaitLong();
        Pod hung = health.pod("offline-hung");
        assertThat(hung.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(hung.getStatus().getConditions())
                .anyMatch(c ->
                        c.getType().equals("DisruptionTarget") && c.getStatus().equals("True"));
        assertThat(bed.told("offline-hung"))
                .anyMatch(event -> event.contains("nothing vouches that the node cannot write"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "degraded |",
                "storage-down |",
                "unreachable |",
                "kubelet-dead |",
                "dataless |",
                "opted-out |",
                "in-line | volume share of no known driver may still be written there",
                "offline-dead | the node is lost, and nothing vouches that it cannot write",
                "single | no healthy replica elsewhere",
                "bare | the pod has no controller",
                "foreign | the pod's scheduler does not ask Stork"
            })
    void aPodStaysAndWhyIsTold(String pod, String event) {
        awaitLong();
        assertThat(health.pod(pod)).isNotNull();
        assertThat(health.pod(pod).getMetadata().getDeletionTimestamp()).isNull();
        if (event != null) {
            assertThat(bed.told(pod))
                    .anyMatch(told ->
                            told.toLowerCase(java.util.Locale.ROOT).contains(event.toLowerCase(java.util.Locale.ROOT)));
        }
    }

    private void gone(String pod, String what, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(200)).until(() -> health.pod(pod) == null);
        health.took(what, failedAt);
    }

    private void awaitLong() {
        await().atMost(LONG.multipliedBy(2)).until(() -> System.nanoTime() - failedAt > LONG.toNanos());
    }
}
