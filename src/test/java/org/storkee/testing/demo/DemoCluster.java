package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.simulator.SimulatedNode;

/**
 * The cluster of the demo and of {@code make up}: control plane, {@link Layout}'s nodes, Stork, and a kube-scheduler that
 * asks it for every pod. The storage simulator is started by the caller, for it lives in another process with
 * {@code make up}.
 */
final class DemoCluster implements AutoCloseable {
    private final TestCluster cluster;
    private final Console console;
    private StorkServer stork;

    private DemoCluster(TestCluster cluster, Console console) {
        this.cluster = cluster;
        this.console = console;
    }

    /** Starts everything but Stork and its scheduler; see {@link #startStork()}. */
    static DemoCluster start(Path folder, Console console) {
        console.say("starting etcd, kube-apiserver, kube-controller-manager and KWOK ...");
        DemoCluster demo = new DemoCluster(TestCluster.start(folder), console);
        try {
            demo.prepare();
            return demo;
        } catch (RuntimeException e) {
            demo.close();
            throw e;
        }
    }

    /** The machines with storage, for the simulator. */
    static List<SimulatedNode> storageNodes() {
        long bytes = Quantity.getAmountInBytes(new Quantity(Layout.STORAGE)).longValueExact();
        return Layout.storageNodes().stream()
                .map(node -> SimulatedNode.of(node, bytes))
                .toList();
    }

    /** Starts Stork and a scheduler that asks it; the storage nodes should be published by now. */
    void startStork() {
        console.say("starting Stork EE (its own ServiceAccount, the shipped role) and kube-scheduler ...");
        stork = StorkServer.start(cluster, StorkOptions.named("stork"));
        cluster.startScheduler(stork.scheduler(Workloads.SCHEDULER, "default-scheduler"));
    }

    TestCluster cluster() {
        return cluster;
    }

    /** The extender's URL. */
    String storkUrl() {
        return stork.url();
    }

    /** The URL of Stork's management port. */
    String managementUrl() {
        return stork.managementUrl();
    }

    /**
     * Writes {@code kubeconfig} and {@code env} into a folder: what scripts need to use this cluster.
     *
     * @throws IOException when the folder cannot be written
     */
    void describe(Path folder) throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig").toAbsolutePath();
        Files.copy(cluster.kubeconfig(), kubeconfig, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                folder.resolve("env"),
                "STORK_URL=%s%nKUBECONFIG=%s%nKUBECTL=%s%n"
                        .formatted(
                                stork.url(),
                                kubeconfig,
                                cluster.kubectlProgram().toAbsolutePath()));
    }

    @Override
    public void close() {
        cluster.close();
    }

    private void prepare() {
        console.say("adding 12 nodes in 3 zones and 6 racks, the CRDs and roles as shipped ...");
        String[] names = Layout.places().keySet().toArray(String[]::new);
        cluster.addNodes(NodeGroup.named(names)
                .zones(Layout.each(Layout.Place::zone))
                .racks(Layout.each(Layout.Place::rack))
                .allocatable("cpu", Integer.toString(Layout.CPUS)));
        StorkServer.install(cluster);
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(Workloads.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        // Made by the controller manager too, but only a moment later than the first pod asks for it.
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(Workloads.NAMESPACE)
                        .withName("default")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }
}
