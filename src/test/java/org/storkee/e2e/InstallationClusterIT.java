package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.NeedsImageTree;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.TestCluster;

/** The whole story on what is shipped, and nothing else: see {@link Installation}. */
@ClusterTest
@NeedsImageTree
class InstallationClusterIT {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String POD = "db-0";

    @Test
    void aPodThatNamesNoSchedulerIsMutatedPlacedNextToItsDataAndMovedWhenItsStorageFails(TestCluster shared)
            throws Exception {
        try (TestCluster fresh = TestCluster.start(shared.folder().resolveSibling("cluster-installed"))
                        .stopAtExit();
                var elsewhere = fresh.startScheduler(SchedulerOptions.plain("default-scheduler"));
                Installation installation = new Installation(fresh);
                Testbed bed = new Testbed(fresh, "installed", 4, 8)) {
            bed.volume("data-" + POD, Map.of(), 1, 2);
            await().atMost(SOON).until(() -> mutated(bed));
            bed.create(List.of(Workload.set(bed, null, "db", 1, "")));
            String first = bed.placed(POD, SOON);
            Pod pod = pod(bed);
            assertThat(first).isIn(bed.node(1), bed.node(2));
            assertThat(pod.getSpec().getSchedulerName()).isEqualTo("stork");

            bed.storage.fail(first, true);
            String other = first.equals(bed.node(1)) ? bed.node(2) : bed.node(1);
            await().atMost(SOON)
                    .until(() ->
                            isAnother(pod(bed), pod) && bed.placed(POD, SOON).equals(other));
            assertThat(pod(bed).getSpec().getSchedulerName()).isEqualTo("stork");
            assertThat(bed.told(POD)).anyMatch(event -> event.contains(first));

            installation.servers.forEach(
                    server -> assertThat(server.terminate()).isLessThan(10));
            assertThat(installation.isRegistered())
                    .as("what belongs to the cluster stays")
                    .isTrue();
            assertThat(elsewhere.process().isAlive()).isTrue();
        }
    }

    /** Pods of a storage system that the webhook has not heard of yet are none of its business. */
    private static boolean mutated(Testbed bed) {
        Pod probe = bed.client
                .resource(Workload.pod(bed, null, "probe", "data-" + POD))
                .dryRun()
                .create();
        return "stork".equals(probe.getSpec().getSchedulerName());
    }

    private static Pod pod(Testbed bed) {
        return bed.client.pods().inNamespace(bed.name).withName(POD).get();
    }

    private static boolean isAnother(Pod pod, Pod former) {
        return pod != null
                && !pod.getMetadata().getUid().equals(former.getMetadata().getUid());
    }
}
