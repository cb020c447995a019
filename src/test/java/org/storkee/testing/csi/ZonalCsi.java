package org.storkee.testing.csi;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.storkee.testing.cluster.Binaries;
import org.storkee.testing.cluster.ManagedProcess;
import org.storkee.testing.cluster.TestCluster;

/**
 * A CSI driver with so much room in each zone, registered on nodes as their kubelets would, and external-provisioner
 * beside it: volumes, their node affinity and CSIStorageCapacity are made by that. Closing stops both and removes the
 * objects, the volumes' apart.
 */
public final class ZonalCsi implements AutoCloseable {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final String name;
    private final String namespace;
    private final List<String> nodes;
    private final Path socket;
    private final ManagedProcess driver;
    private final ManagedProcess provisioner;

    private ZonalCsi(
            TestCluster cluster,
            String name,
            String namespace,
            List<String> nodes,
            Map<String, Long> room,
            long largest) {
        client = cluster.client();
        this.name = name;
        this.namespace = namespace;
        this.nodes = nodes;
        try { // a socket's path may have 108 bytes only
            socket = Files.createTempDirectory("csi").resolve("s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Binaries binaries = Binaries.ensure();
        List<String> serve = new ArrayList<>(List.of(
                binaries.program("zonal").toString(),
                "-name=" + name,
                "-socket=" + socket,
                "-topology-key=" + ZONE,
                "-largest=" + largest));
        room.forEach((zone, bytes) -> serve.add("-pool=" + zone + "=" + bytes));
        driver = new ManagedProcess("csi-" + name, cluster.folder(), serve, Map.of());
        provisioner = new ManagedProcess(
                "csi-provisioner-" + name,
                cluster.folder(),
                List.of(
                        binaries.program("csi-provisioner").toString(),
                        "--kubeconfig=" + cluster.kubeconfig(),
                        "--csi-address=" + socket,
                        "--feature-gates=Topology=true",
                        "--strict-topology",
                        "--enable-capacity",
                        "--capacity-ownerref-level=-1",
                        "--leader-election=false",
                        "--kube-api-qps=100",
                        "--kube-api-burst=200",
                        "--v=4"),
                Map.of("NAMESPACE", namespace));
    }

    /**
     * Starts them and waits until the room of the class {@code name} is published for every zone.
     *
     * @param name the driver's, and its only StorageClass's
     * @param namespace where its CSIStorageCapacity objects go
     * @param nodes where it is registered
     * @param room zone to bytes
     * @param largest largest volume in bytes, 0 for any
     */
    public static ZonalCsi start(
            TestCluster cluster,
            String name,
            String namespace,
            List<String> nodes,
            Map<String, Long> room,
            long largest) {
        ZonalCsi started = new ZonalCsi(cluster, name, namespace, nodes, room, largest);
        started.createObjects();
        started.driver.start().await(PATIENCE, "serving", () -> Files.exists(started.socket));
        started.provisioner.start();
        started.provisioner.await(PATIENCE, "publishing room", () -> started.published() == room.size());
        return started;
    }

    private void createObjects() {
        client.resource(new CSIDriverBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withAttachRequired(false)
                        .withStorageCapacity(true)
                        .endSpec()
                        .build())
                .create();
        for (String node : nodes) {
            client.resource(new CSINodeBuilder()
                            .withNewMetadata()
                            .withName(node)
                            .endMetadata()
                            .withNewSpec()
                            .addNewDriver()
                            .withName(name)
                            .withNodeID("id-of-" + node)
                            .withTopologyKeys(ZONE)
                            .endDriver()
                            .endSpec()
                            .build())
                    .create();
        }
        client.resource(storageClass()).create();
    }

    private StorageClass storageClass() {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(name)
                .withVolumeBindingMode("WaitForFirstConsumer")
                .build();
    }

    private long published() {
        return client.storage().v1().csiStorageCapacities().inNamespace(namespace).list().getItems().stream()
                .filter(room -> name.equals(room.getStorageClassName()))
                .count();
    }

    /** How many volumes the driver had no room for where it was asked to make them. */
    public long refused() {
        return driver.output().lines().filter(line -> line.contains("REFUSED")).count();
    }

    @Override
    public void close() {
        // Volumes first: with the provisioner gone nobody would finish their deletion.
        await().atMost(PATIENCE)
                .until(() -> client.persistentVolumes().list().getItems().stream()
                        .noneMatch(volume -> volume.getSpec().getCsi() != null
                                && name.equals(volume.getSpec().getCsi().getDriver())));
        provisioner.stop();
        driver.stop();
        client.resource(storageClass()).delete();
        client.storage().v1().csiDrivers().withName(name).delete();
        nodes.forEach(node -> client.storage().v1().csiNodes().withName(node).delete());
    }
}
