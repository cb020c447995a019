package org.storkee.testing.realnode;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.storkee.testing.cluster.Edits;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.RealNode;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.simulator.PresetVolume;
import org.storkee.testing.simulator.SimulatedNode;
import org.storkee.testing.simulator.StorageSimulator;

/**
 * A real node beside two played ones, and a storage system on all three whose volumes have their data on the real node.
 * Each volume has a replica on the real node and on {@link #standby()}, none on {@link #stranger()}.
 *
 * <pre>{@code
 * try (RealNodeBed bed = new RealNodeBed(cluster, "my-test")) {
 *     Pod pod = bed.run("app");                       // runs on the real node, for real
 *     bed.storage.fail(bed.real.name(), false);       // its storage goes Offline
 *     bed.awaitReplaced(pod, Duration.ofSeconds(60)); // the pod of the same name runs elsewhere
 * }
 * }</pre>
 */
public final class RealNodeBed implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(90);

    public final KubernetesClient client;
    public final RealNode real;
    public final StorageSimulator storage;
    private final TestCluster cluster;
    private final String name;
    private final List<Node> played;

    /** Sets one up in some fifteen seconds; everything is called after {@code name}. */
    public RealNodeBed(TestCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        client = cluster.client();
        StorkServer.install(cluster);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        real = RealNode.start(cluster, name + "-real", Map.of("test", name));
        played = cluster.addNodes(NodeGroup.named(standby(), stranger()).label("test", name));
        storage = StorageSimulator.start(
                client, name + ".storkee.org", List.of(room(real.name()), room(standby()), room(stranger())), null);
    }

    /** The played node with the other replica of each volume. */
    public String standby() {
        return name + "-standby";
    }

    /** The played node without any replica. */
    public String stranger() {
        return name + "-stranger";
    }

    /** The folder on the real node that holds the volume of a set's only pod. */
    public Path data(String set) {
        return real.data().resolve(set);
    }

    /**
     * Runs a {@link BeatingSet}, placed by Stork, and waits until its pod is Ready on the real node and has written.
     */
    public Pod run(String set) {
        storage.createBoundVolume(
                new PresetVolume(name, "data-" + set + "-0", "1Gi", List.of(real.name(), standby()), Map.of())
                        .in(data(set).toString()));
        cordon(true); // else Stork has two nodes of equal worth
        try {
            client.resource(BeatingSet.of(name, set)).create();
            PodResource pod = client.pods().inNamespace(name).withName(set + "-0");
            await().atMost(SOON).until(() -> {
                Pod now = pod.get();
                return now != null
                        && runsOn(now, real.name())
                        && Files.exists(data(set).resolve("beats"));
            });
            return pod.get();
        } finally {
            cordon(false);
        }
    }

    /**
     * Waits until the real kubelet has renewed its Lease twice from now on: then nobody takes its node for one that has
     * just joined, of whose kubelet nothing is known yet. A matter of twenty seconds.
     */
    public void awaitSettled() {
        Set<Object> renewals = new HashSet<>();
        await().atMost(SOON).until(() -> {
            Lease lease = client.leases()
                    .inNamespace("kube-node-lease")
                    .withName(real.name())
                    .get();
            if (lease != null && lease.getSpec().getRenewTime() != null) {
                renewals.add(lease.getSpec().getRenewTime());
            }
            return renewals.size() > 2;
        });
    }

    /** Waits until the API server has accepted the deletion of this very pod, or it is gone. */
    public void awaitDeleted(Pod pod, Duration limit) {
        await().pollInterval(Duration.ofMillis(50)).atMost(limit).until(() -> {
            Pod now = again(pod);
            return now == null
                    || !uid(now).equals(uid(pod))
                    || now.getMetadata().getDeletionTimestamp() != null;
        });
    }

    /** Waits until another pod of the same name runs on the standby. */
    public void awaitReplaced(Pod old, Duration limit) {
        await().atMost(limit).until(() -> {
            Pod now = again(old);
            return now != null && !uid(now).equals(uid(old)) && runsOn(now, standby());
        });
    }

    /** Whether this very pod still exists, not another of its name. */
    public boolean exists(Pod pod) {
        Pod now = again(pod);
        return now != null && uid(now).equals(uid(pod));
    }

    /** What the pod has printed. */
    public String log(Pod pod) {
        return cluster.kubectl("logs", "-n", name, pod.getMetadata().getName());
    }

    /** Runs a command in the pod and returns what it prints; fails with its exit code. */
    public String exec(Pod pod, String... command) {
        String[] start = {"exec", "-n", name, pod.getMetadata().getName(), "--"};
        String[] all = java.util.Arrays.copyOf(start, start.length + command.length);
        System.arraycopy(command, 0, all, start.length, command.length);
        return cluster.kubectl(all);
    }

    /** Deletes sets, pods and claims, waits until they are gone, and heals the storage. */
    public void clear() {
        client.apps().statefulSets().inNamespace(name).delete();
        client.pods().inNamespace(name).withGracePeriod(0).delete();
        client.persistentVolumeClaims().inNamespace(name).delete();
        storage.usage().forEach(usage -> storage.heal(usage.node().name()));
        await().atMost(SOON)
                .until(() -> client.pods().inNamespace(name).list().getItems().isEmpty()
                        && storage.usage().stream().allMatch(usage -> usage.usedBytes() == 0));
    }

    @Override
    public void close() {
        try {
            clear();
        } finally {
            storage.closeAndDelete();
            real.close();
            cluster.removeNodes(played);
            client.namespaces().withName(name).delete();
        }
    }

    private static boolean runsOn(Pod pod, String node) {
        return node.equals(pod.getSpec().getNodeName())
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(one ->
                                one.getType().equals("Ready") && one.getStatus().equals("True"));
    }

    /** The pod of this name as it is now, or null. */
    private Pod again(Pod pod) {
        return client.resource(pod).get();
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    private void cordon(boolean cordoned) {
        Edits.cordon(client, standby(), cordoned);
    }

    private static SimulatedNode room(String node) {
        return SimulatedNode.of(node, 10 * (1L << 30));
    }
}
