package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.NeedsRealNode;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.realnode.BeatingSet;
import org.storkee.testing.realnode.RealNodeBed;

/** A pod with real data on a real kubelet: it runs where Stork says, ends in order, and comes back where data is. */
@ClusterTest
@NeedsRealNode
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealNodeClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RealNodeBed bed;

    RealNodeClusterIT(TestCluster cluster, StorkServer stork) {
        assertThat(stork.isReady()).isTrue();
        bed = new RealNodeBed(cluster, "realnode");
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
    void aPodIsPlacedNextToItsDataAndReallyRuns() {
        Pod pod = bed.run("app");

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(bed.data("app").resolve("beats")).content().contains("UTC"));
        await().atMost(SOON).untilAsserted(() -> assertThat(bed.log(pod)).contains("started"));
        assertThat(bed.exec(pod, "cat", "/data/beats")).contains("UTC");
        assertThatThrownBy(() -> bed.exec(pod, "sh", "-c", "exit 7"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("exit 7");
    }

    @Test
    void aPodWhoseStorageFailsIsDeletedByStorkEndedByTheKubeletAndRunsOnTheOtherReplica() throws IOException {
        Pod pod = bed.run("moved");

        bed.storage.fail(bed.real.name(), false);

        bed.awaitReplaced(pod, SOON);
        List<String> beats = Files.readAllLines(bed.data("moved").resolve("beats"));
        assertThat(beats.getLast()).as("the pod's last words").isEqualTo("ended");
        assertThat(bed.client
                        .v1()
                        .events()
                        .inNamespace("realnode")
                        .withField("involvedObject.uid", pod.getMetadata().getUid())
                        .list()
                        .getItems())
                .as("what it was told")
                .anyMatch(event -> "StorageDriverOffline".equals(event.getReason()));
    }

    @Test
    void aFrozenKubeletFinishesNoDeletionUntilItGoesOn() {
        Pod pod = bed.run("held");
        bed.real.kubelet().pause();
        try {
            bed.client.resource(pod).delete();
            await().during(Duration.ofSeconds(BeatingSet.GRACE + 2))
                    .atMost(SOON)
                    .until(() -> bed.exists(pod));
        } finally {
            bed.real.kubelet().resume();
        }
        await().atMost(SOON).until(() -> !bed.exists(pod));
    }
}
