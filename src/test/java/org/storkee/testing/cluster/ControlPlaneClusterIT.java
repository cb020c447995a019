package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test cluster itself: what every other cluster test takes for granted. */
@ClusterTest
class ControlPlaneClusterIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String SCHEDULER = "plain-scheduler";

    private final TestCluster cluster;
    private List<Node> nodes;
    private Scheduler scheduler;

    ControlPlaneClusterIT(TestCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void addNodes() {
        nodes = cluster.addNodes(
                NodeGroup.of("plain", 3).region("eu").zones("a", "b", "c").racks("r1", "r2"));
        scheduler = cluster.startScheduler(SchedulerOptions.plain(SCHEDULER));
    }

    @AfterEach
    void removeNodes() {
        scheduler.close();
        cluster.removeNodes(nodes);
    }

    @Test
    void theApiServerIsOfTheVersionThatWasAskedFor() {
        KubernetesVersion asked = KubernetesVersion.chosen();
        assertThat(cluster.client().getKubernetesVersion().getGitVersion()).isEqualTo("v" + asked.full());
    }

    @Test
    void aPodIsScheduledAndRunsAlsoAfterARestartOfTheApiServer() {
        createPod("first", "plain-1");
        awaitRunning("first");

        cluster.stopApiServer();
        cluster.startApiServer();

        createPod("second", "plain-2");
        awaitRunning("second");
        assertThat(cluster.kubectl("get", "pods", "-o", "name")).contains("pod/first", "pod/second");
    }

    @Test
    void aFrozenApiServerGoesOnWhereItStopped() {
        cluster.pauseApiServer();
        cluster.resumeApiServer();
        createPod("after-pause", "plain-1");
        awaitRunning("after-pause");
    }

    @Test
    void nothingFinishesADeletionOnAHungNodeButItsHeartbeatGoesOn() {
        createPod("stuck", "plain-1");
        awaitRunning("stuck");
        cluster.setKubelet("plain-1", KubeletState.HUNG);
        ZonedDateTime before = lastHeartbeat("plain-1");

        pod("stuck").withGracePeriod(1).delete();

        await().atMost(SOON).until(() -> lastHeartbeat("plain-1").isAfter(before));
        assertThat(pod("stuck").get().getMetadata().getDeletionTimestamp()).isNotNull();
        cluster.setKubelet("plain-1", KubeletState.RUNNING);
        awaitGone("stuck");
    }

    @Test
    void aDeadNodeLosesItsHeartbeatAndFinishesNothing() {
        createPod("lost", "plain-2");
        awaitRunning("lost");
        cluster.setKubelet("plain-2", KubeletState.DEAD);
        pod("lost").withGracePeriod(1).delete();

        // Its neighbour, whose heartbeat is as old or older, has gone on for a whole period meanwhile.
        ZonedDateTime before = lastHeartbeat("plain-2");
        await().atMost(SOON).until(() -> lastHeartbeat("plain-3").isAfter(before.plusSeconds(11)));
        assertThat(lastHeartbeat("plain-2")).isBefore(before.plusSeconds(5));
        assertThat(pod("lost").get().getMetadata().getDeletionTimestamp()).isNotNull();
        cluster.setKubelet("plain-2", KubeletState.RUNNING);
        awaitGone("lost");
    }

    @Test
    void rightsOfAServiceAccountAreItsOwn() {
        Path kubeconfig = cluster.kubeconfigFor("default", "default");
        try (KubernetesClient powerless = TestCluster.clientFor(kubeconfig)) {
            assertThat(catchThrowableOfType(
                                    KubernetesClientException.class,
                                    () -> powerless.nodes().list())
                            .getCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void theApiServerAcceptsEveryShippedManifest() {
        String deploy = Repository.root().resolve("deploy").toString();
        assertThat(cluster.kubectl("apply", "--server-side", "--force-conflicts", "--dry-run=server", "-k", deploy))
                .contains("customresourcedefinition", "deployment.apps/stork ", "configmap/stork-config ");
    }

    private void createPod(String name, String node) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(SCHEDULER)
                .addToNodeSelector("kubernetes.io/hostname", node)
                .addNewContainer()
                .withName("app")
                .withImage("app")
                .endContainer()
                .endSpec()
                .build();
        cluster.client().resource(pod).create();
    }

    private PodResource pod(String name) {
        return cluster.client().pods().inNamespace("default").withName(name);
    }

    private void awaitRunning(String name) {
        await().atMost(SOON)
                .until(() -> "Running".equals(pod(name).get().getStatus().getPhase()));
    }

    private void awaitGone(String name) {
        await().atMost(SOON).until(() -> pod(name).get() == null);
    }

    private ZonedDateTime lastHeartbeat(String node) {
        return cluster.client()
                .leases()
                .inNamespace("kube-node-lease")
                .withName(node)
                .get()
                .getSpec()
                .getRenewTime();
    }
}
