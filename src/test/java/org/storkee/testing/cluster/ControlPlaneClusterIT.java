package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The test cluster itself: what every other cluster test takes for granted. */
@ClusterTest
class ControlPlaneClusterIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aPodIsScheduledRunsAndSurvivesARestartOfTheApiServer(TestCluster cluster) {
        cluster.addNodes(
                NodeGroup.of("plain", 3).region("eu").zones("a", "b", "c").racks("r1", "r2"));
        try (Scheduler scheduler = cluster.startScheduler(SchedulerOptions.plain("plain-scheduler"))) {
            createPod(cluster, "first", scheduler.options().profiles().getFirst());
            awaitPhase(cluster, "first", "Running");

            cluster.stopApiServer();
            cluster.startApiServer();

            createPod(cluster, "second", "plain-scheduler");
            awaitPhase(cluster, "second", "Running");
            assertThat(cluster.kubectl("get", "pods", "-o", "name")).contains("pod/first", "pod/second");
        }
        cluster.client().pods().inNamespace("default").delete();
        await().atMost(SOON)
                .until(() -> cluster.client()
                        .pods()
                        .inNamespace("default")
                        .list()
                        .getItems()
                        .isEmpty());
    }

    static void createPod(TestCluster cluster, String name, String scheduler) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(scheduler)
                .addNewContainer()
                .withName("app")
                .withImage("app")
                .endContainer()
                .endSpec()
                .build();
        cluster.client().resource(pod).create();
    }

    static void awaitPhase(TestCluster cluster, String name, String phase) {
        await().atMost(SOON)
                .until(() -> phase.equals(cluster.client()
                        .pods()
                        .inNamespace("default")
                        .withName(name)
                        .get()
                        .getStatus()
                        .getPhase()));
    }
}
