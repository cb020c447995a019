package org.storkee.testing.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.api.NodeState;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.api.VolumeReplicas;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** The simulator on a real control plane, with a scheduler that knows nothing of storage. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorClusterIT {
    private static final String DRIVER = "simulator-it.storkee.org";
    private static final String NAMESPACE = "simulator-it";
    private static final long GI = 1L << 30;
    private static final List<String> NODES =
            IntStream.rangeClosed(1, 4).mapToObj(i -> "simulator-it-" + i).toList();
    private static final Duration SOON = Duration.ofSeconds(120);

    private final KubernetesClient client;
    private final Scheduler scheduler;
    private final StorageSimulator simulator;

    SimulatorClusterIT(TestCluster cluster) {
        client = cluster.client();
        StorkServer.install(cluster);
        cluster.addNodes(NodeGroup.named(NODES.toArray(String[]::new)).label("test", NAMESPACE));
        scheduler = cluster.startScheduler(SchedulerOptions.plain("simulator-it"));
        simulator = StorageSimulator.start(
                client,
                DRIVER,
                NODES.stream().map(node -> SimulatedNode.of(node, 10 * GI)).toList(),
                Duration.ofSeconds(3));
    }

    @BeforeAll
    void makeClasses() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        simulator.createStorageClass("simulator-it-waits", true, Map.of());
        simulator.createStorageClass(
                "simulator-it-now",
                false,
                Map.of("replicas", "3", "remoteAccess", "true", "stork.libopenstorage.org/preferRemoteNode", "false"));
    }

    @AfterEach
    void everythingDeletedGivesItsRoomBack() {
        NODES.forEach(simulator::heal);
        client.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
        client.persistentVolumeClaims().inNamespace(NAMESPACE).delete();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(simulator.usage()).allMatch(usage -> usage.usedBytes() == 0));
        await().atMost(SOON).untilAsserted(() -> assertThat(NODES).allMatch(node -> available(node) == 10 * GI));
        assertThat(simulator.replicasInCluster()).isEmpty();
    }

    @AfterAll
    void remove() {
        simulator.closeAndDelete();
        client.storage().v1().storageClasses().withName("simulator-it-waits").delete();
        client.storage().v1().storageClasses().withName("simulator-it-now").delete();
        client.namespaces().withName(NAMESPACE).delete();
        NODES.forEach(node -> client.nodes().withName(node).delete());
        scheduler.close();
    }

    @Test
    void anImmediateClaimIsBoundAndItsReplicasAndLabelsArePublished() {
        client.resource(claim("now", "simulator-it-now", 2)).create();
        PersistentVolumeClaim bound = awaitBound("now");
        VolumeReplicas replicas = client.resources(VolumeReplicas.class)
                .withName(bound.getSpec().getVolumeName())
                .get();
        assertThat(replicas.getSpec().getReplicas()).hasSize(3);
        assertThat(replicas.getSpec().getRemoteAccess()).isTrue();
        assertThat(replicas.getSpec().getLabels())
                .isEqualTo(Map.of("stork.libopenstorage.org/preferRemoteNode", "false"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(NODES.stream().filter(node -> available(node) == 8 * GI))
                        .hasSize(3));
    }

    @Test
    void aClaimThatWaitsIsProvisionedOnTheNodeTheSchedulerSelected() {
        int failedBefore = simulator.failedProvisions();
        client.resource(claim("waits", "simulator-it-waits", 1)).create();
        client.resource(pod("waits", null)).create();
        String node = awaitPlaced("waits");
        assertThat(simulator.replicasInCluster().values()).containsExactly(List.of(node));
        assertThat(simulator.failedProvisions()).isEqualTo(failedBefore);
    }

    @Test
    void aSelectedNodeWithoutRoomFailsTheProvisionUntilTheSchedulerMaySelectAnother() {
        int failedBefore = simulator.failedProvisions();
        simulator.fill(NODES.get(0));
        client.resource(claim("full", "simulator-it-waits", 1)).create();
        client.resource(pod("full", NODES.get(0))).create();
        await().atMost(SOON).until(() -> simulator.failedProvisions() > failedBefore);
        await().atMost(SOON)
                .until(() -> client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                        .anyMatch(event -> "ProvisioningFailed".equals(event.getReason())
                                && event.getMessage().contains("has room for 0 bytes")));
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(NAMESPACE)
                        .withName("full")
                        .get()
                        .getStatus()
                        .getPhase())
                .isEqualTo("Pending");
        simulator.heal(NODES.get(0));
        assertThat(awaitPlaced("full")).isEqualTo(NODES.get(0));
    }

    @Test
    void moreClaimsThanFitNeverOvercommitANode() {
        IntStream.range(0, 50).parallel().forEach(i -> {
            client.resource(claim("many-" + i, "simulator-it-waits", 1)).create();
            client.resource(pod("many-" + i, null)).create();
        });
        // 4 nodes with room for 10 each; the scheduler knows of no room, so it takes the storage's refusals to learn.
        await().atMost(Duration.ofSeconds(180)).untilAsserted(() -> {
            assertThat(simulator.overcommitted()).isEmpty();
            assertThat(simulator.usage()).allMatch(usage -> usage.usedBytes() >= 8 * GI);
            assertThat(simulator.failedProvisions()).isPositive();
        });
    }

    @Test
    void aPresetVolumeStandsExactlyWhereItIsToldTo() {
        String volume = simulator.createBoundVolume(NAMESPACE, "preset", "1Gi", NODES.get(2), NODES.get(0));
        assertThat(awaitBound("preset").getSpec().getVolumeName()).isEqualTo(volume);
        assertThat(simulator.replicasInCluster()).containsEntry(volume, List.of(NODES.get(2), NODES.get(0)));
    }

    @Test
    void aSimulatorStartedAnewTakesOverTheVolumesThereAre() {
        simulator.createBoundVolume(NAMESPACE, "kept", "3Gi", NODES.get(1));
        List<SimulatedNode> nodes =
                simulator.usage().stream().map(StoragePool.Usage::node).toList();
        try (StorageSimulator second = StorageSimulator.start(client, DRIVER, nodes, null)) {
            assertThat(second.usage()).isEqualTo(simulator.usage());
        }
    }

    @Test
    void aCommandAsAnnotationIsCarriedOutAndAWrongOneAnswered() {
        annotate("explode");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                storage(NODES.get(1)).getMetadata().getAnnotations())
                        .doesNotContainKey(CommandWatch.COMMAND)
                        .hasEntrySatisfying(
                                CommandWatch.ERROR, error -> assertThat(error).startsWith("no command 'explode'")));
        annotate("fail-fenced");
        await().atMost(SOON).untilAsserted(() -> {
            NodeStorageSpec spec = storage(NODES.get(1)).getSpec();
            assertThat(spec.getState()).isEqualTo(NodeState.OFFLINE);
            assertThat(spec.getFenced()).isTrue();
            assertThat(storage(NODES.get(1)).getMetadata().getAnnotations()).doesNotContainKeys(CommandWatch.COMMAND);
        });
    }

    @Test
    void aSilentNodesLeaseIsNoLongerRenewedUntilItIsHealed() {
        simulator.silence(NODES.get(3));
        await().atMost(SOON)
                .until(() -> renewed(NODES.get(3)).isBefore(ZonedDateTime.now().minusSeconds(4)));
        assertThat(renewed(NODES.get(0))).isAfter(ZonedDateTime.now().minusSeconds(30));
        assertThat(storage(NODES.get(3)).getSpec().getState()).isEqualTo(NodeState.ONLINE);
        simulator.heal(NODES.get(3));
        assertThat(renewed(NODES.get(3))).isAfter(ZonedDateTime.now().minusSeconds(30));
    }

    private void annotate(String command) {
        client.resources(NodeStorage.class).withName(NODES.get(1)).edit(node -> {
            node.getMetadata().getAnnotations().put(CommandWatch.COMMAND, command);
            return node;
        });
    }

    private ZonedDateTime renewed(String node) {
        return client.leases()
                .inNamespace(Heartbeats.NAMESPACE)
                .withName(node)
                .get()
                .getSpec()
                .getRenewTime();
    }

    private NodeStorage storage(String node) {
        return client.resources(NodeStorage.class).withName(node).get();
    }

    private long available(String node) {
        return StorageObjects.bytes(storage(node).getSpec().getCapacity().getAvailable());
    }

    private PersistentVolumeClaim awaitBound(String claim) {
        var resource = client.persistentVolumeClaims().inNamespace(NAMESPACE).withName(claim);
        await().atMost(SOON)
                .until(() -> "Bound".equals(resource.get().getStatus().getPhase()));
        return resource.get();
    }

    private String awaitPlaced(String pod) {
        var resource = client.pods().inNamespace(NAMESPACE).withName(pod);
        await().atMost(SOON).until(() -> resource.get().getSpec().getNodeName() != null);
        return resource.get().getSpec().getNodeName();
    }

    private static PersistentVolumeClaim claim(String name, String storageClass, int gi) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(storageClass)
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity(gi + "Gi"))
                .endResources()
                .endSpec()
                .build();
    }

    /** A pod that uses the claim of its own name; {@code node} may be null for any of this test's nodes. */
    private static Pod pod(String name, String node) {
        Map<String, String> selector =
                node == null ? Map.of("test", NAMESPACE) : Map.of("kubernetes.io/hostname", node);
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("simulator-it")
                .withNodeSelector(selector)
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10")
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(name, false)
                .endVolume()
                .endSpec()
                .build();
    }
}
