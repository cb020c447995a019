package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Storage fails under running pods whose kubelets live. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthClusterIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Testbed bed;
    private final HealthBed health;

    HealthClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "health", 4, 8);
        health = new HealthBed(bed, stork);
    }

    @AfterEach
    void clear() {
        health.revive();
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @Test
    void aPodLeavesANodeWhoseStorageIsOfflineForANodeWithItsData() {
        bed.volume("data-db-0", Map.of(), 1, 2);
        bed.create(List.of(health.set("db", "stork")));
        String before = health.running("db-0");
        String other = before.equals(bed.node(1)) ? bed.node(2) : bed.node(1);
        String uid = health.uid("db-0");

        long failed = System.nanoTime();
        bed.storage.fail(before, false);
        await().atMost(SOON).until(() -> health.movedTo("db-0", uid, other));
        health.took("storage offline, kubelet alive: replacement running", failed);

        assertThat(bed.told("db-0"))
                .anyMatch(event -> event.startsWith("StorageDriverOffline: Deleting Pod from Node " + before
                        + " due to volume driver status: Offline ("));
        assertThat(health.decisions()).contains("delete-gracefully", "health/db-0", "storage is offline on the node");
    }
}
