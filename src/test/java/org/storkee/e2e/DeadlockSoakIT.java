package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Stork, both schedulers and the controller manager die at once and come back in some order: nothing waits for something
 * that waits for it. Stork's own pods are played: a Deployment's and a DaemonSet's, placed by the default scheduler, which
 * asks Stork too.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadlockSoakIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, String> LABELS = Map.of("name", "stork");

    private final Testbed bed;
    private final HealthBed pods;
    private final TestCluster cluster;
    private final StorkServer stork;
    private final List<Scheduler> schedulers;

    DeadlockSoakIT(TestCluster cluster, StorkServer stork) {
        this.cluster = cluster;
        this.stork = stork;
        schedulers = List.of(cluster.scheduler("stork"), cluster.scheduler("default-scheduler"));
        bed = new Testbed(cluster, "deadlock", 3, 8);
        pods = new HealthBed(bed, stork);
    }

    @BeforeEach
    void everythingRunsAndDies() {
        bed.volume("data-db-0", Map.of(), 2);
        bed.create(List.of(
                pods.set("db"),
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace(bed.name)
                        .withName("stork")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(2)
                        .withNewSelector()
                        .addToMatchLabels(LABELS)
                        .addToMatchLabels("kind", "deployment")
                        .endSelector()
                        .withTemplate(template("deployment"))
                        .endSpec()
                        .build(),
                new DaemonSetBuilder()
                        .withNewMetadata()
                        .withNamespace(bed.name)
                        .withName("stork")
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels(LABELS)
                        .addToMatchLabels("kind", "daemonset")
                        .endSelector()
                        .withTemplate(template("daemonset"))
                        .endSpec()
                        .build()));
        await().atMost(PATIENCE).until(this::everythingRuns);
        stork.kill();
        schedulers.forEach(Scheduler::kill);
        cluster.controllerManager().kill();
    }

    @AfterEach
    void clear() {
        start("CONTROLLERS");
        start("SCHEDULERS");
        start("STORK");
        stork.awaitReady();
        bed.client.apps().deployments().inNamespace(bed.name).delete();
        bed.client.apps().daemonSets().inNamespace(bed.name).delete();
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource({
        "STORK,SCHEDULERS,CONTROLLERS",
        "STORK,CONTROLLERS,SCHEDULERS",
        "SCHEDULERS,STORK,CONTROLLERS",
        "SCHEDULERS,CONTROLLERS,STORK",
        "CONTROLLERS,STORK,SCHEDULERS",
        "CONTROLLERS,SCHEDULERS,STORK"
    })
    void containersThatStartAgainInAnyOrderRecover(String first, String second, String third) {
        lose("db-0");
        start(first);
        start(second);
        start(third);
        await().atMost(PATIENCE).until(this::everythingRuns);
    }

    /** As when the nodes are lost with them: then Stork's server starts only when its pod has found a node. */
    @ParameterizedTest
    @ValueSource(strings = {"SCHEDULERS,CONTROLLERS", "CONTROLLERS,SCHEDULERS"})
    void podsThatAreLostTooAreMadeAnewAndPlacedWithoutStork(String order) {
        bed.placements().keySet().forEach(this::lose);
        for (String part : order.split(",")) {
            start(part);
        }
        await().atMost(PATIENCE).until(this::storksPodsRun);
        start("STORK");
        await().atMost(PATIENCE).until(this::everythingRuns);
    }

    private void lose(String pod) {
        bed.client.pods().inNamespace(bed.name).withName(pod).withGracePeriod(0).delete();
    }

    private void start(String part) {
        switch (part) {
            case "STORK" -> {
                if (!stork.isAlive()) {
                    stork.launch();
                }
            }
            case "SCHEDULERS" ->
                schedulers.stream().filter(one -> !one.process().isAlive()).forEach(Scheduler::restart);
            default -> {
                if (!cluster.controllerManager().isAlive()) {
                    cluster.controllerManager().start();
                }
            }
        }
    }

    private boolean everythingRuns() {
        return storksPodsRun() && pods.runsOn("db-0", bed.node(2));
    }

    private boolean storksPodsRun() {
        return bed.client.pods().inNamespace(bed.name).withLabels(LABELS).list().getItems().stream()
                        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                        .count()
                == 2 + bed.nodes.size();
    }

    private PodTemplateSpec template(String kind) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels(LABELS)
                .addToLabels("kind", kind)
                .endMetadata()
                .withSpec(Workload.pod(bed, "default-scheduler", "template").getSpec())
                .editSpec()
                .withTerminationGracePeriodSeconds(null)
                .endSpec()
                .build();
    }
}
