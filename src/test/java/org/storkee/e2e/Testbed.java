package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.storkee.testing.cluster.Edits;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.simulator.PresetVolume;
import org.storkee.testing.simulator.SimulatedNode;
import org.storkee.testing.simulator.StorageSimulator;

/**
 * A namespace, nodes and a storage system of its own on the shared cluster, all called after the test. Its nodes carry
 * the label {@code test} = its name, by which {@link Workload} keeps pods on them. Closing removes it all.
 */
final class Testbed implements AutoCloseable {
    static final long GI = 1L << 30;
    private static final int AT_ONCE = 24;

    final TestCluster cluster;
    final KubernetesClient client;
    final String name;
    final StorageSimulator storage;
    final List<String> nodes;
    private final List<Node> created;

    /**
     * Sets one up; the storage system runs on every node.
     *
     * @param roomGi room for replicas on each node
     */
    Testbed(TestCluster cluster, String name, int count, long roomGi) {
        this(cluster, name, count, roomGi, count);
    }

    /** As above; {@code withStorage}: how many of the nodes, the first ones, have storage. */
    Testbed(TestCluster cluster, String name, int count, long roomGi, int withStorage) {
        this.cluster = cluster;
        this.name = name;
        client = cluster.client();
        StorkServer.install(cluster);
        created = cluster.addNodes(NodeGroup.of(name, count)
                .label("test", name)
                .region("north")
                .zones("a", "b", "c")
                .racks("r1", "r2", "r3", "r4", "r5", "r6"));
        nodes = IntStream.rangeClosed(1, count).mapToObj(i -> name + "-" + i).toList();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        storage = StorageSimulator.start(
                client,
                name + ".storkee.org",
                nodes.subList(0, withStorage).stream()
                        .map(node -> SimulatedNode.of(node, roomGi * GI))
                        .toList(),
                null);
    }

    /** Name of the {@code number}th node, counted from 1. */
    String node(int number) {
        return nodes.get(number - 1);
    }

    /** Sets a node's annotation by which nothing with storage is placed there; null removes it. */
    void markUnschedulable(String node, String value) {
        Edits.edit(client.nodes().withName(node), found -> {
            found.getMetadata()
                    .getAnnotations()
                    .compute("operator.libopenstorage.org/unschedulable", (key, was) -> value);
            return found;
        });
    }

    /** A StorageClass of this storage system, called after the test. */
    String storageClass(String suffix, boolean waits, Map<String, String> parameters) {
        return storage.createStorageClass(name + "-" + suffix, waits, parameters)
                .getMetadata()
                .getName();
    }

    /** A bound claim of 1 GiB with replicas on these nodes, counted from 1. */
    void volume(String claim, Map<String, String> parameters, int... on) {
        List<String> holders = IntStream.of(on).mapToObj(this::node).toList();
        storage.createBoundVolume(new PresetVolume(name, claim, "1Gi", holders, parameters));
    }

    /** Creates objects, many at once. */
    void create(List<? extends HasMetadata> objects) {
        forEach(objects, object -> client.resource(object).create());
    }

    /** The pods of the test's namespace, with node name, or "" while there is none. */
    Map<String, String> placements() {
        Map<String, String> placements = new TreeMap<>();
        for (Pod pod : client.pods().inNamespace(name).list().getItems()) {
            String node = pod.getSpec().getNodeName();
            placements.put(pod.getMetadata().getName(), node == null ? "" : node);
        }
        return placements;
    }

    /** Waits until a pod has a node, and names it; what kubectl tells of a pod without one is part of the failure. */
    String placed(String pod, Duration within) {
        try {
            await().atMost(within)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !placements().getOrDefault(pod, "").isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(pod + " got no node:\n" + cluster.kubectl("describe", "pod", "-n", name, pod), e);
        }
        return placements().get(pod);
    }

    /** What Stork EE told on an object, as {@code reason: message}; a scheduler may be called stork too. */
    List<String> told(String object) {
        return events(
                object,
                event -> event.getSource() != null
                        && "stork".equals(event.getSource().getComponent()));
    }

    /** What the scheduler of this name told on a pod. */
    List<String> toldByScheduler(String pod, String scheduler) {
        return events(pod, event -> scheduler.equals(event.getReportingComponent()));
    }

    private List<String> events(String object, Predicate<Event> wanted) {
        return client.v1().events().inNamespace(name).list().getItems().stream()
                .filter(event -> object.equals(event.getInvolvedObject().getName()))
                .filter(wanted)
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }

    /** Deletes all pods and claims, and waits until the storage system is empty again. */
    void clear() {
        client.apps().statefulSets().inNamespace(name).delete();
        client.pods().inNamespace(name).withGracePeriod(0).delete();
        client.persistentVolumeClaims().inNamespace(name).delete();
        await().atMost(Duration.ofSeconds(120))
                .until(() ->
                        placements().isEmpty() && storage.usage().stream().allMatch(usage -> usage.usedBytes() == 0));
        storage.usage().forEach(usage -> storage.heal(usage.node().name()));
    }

    @Override
    public void close() {
        clear();
        storage.closeAndDelete();
        client.storage().v1().storageClasses().list().getItems().stream()
                .filter(one -> one.getProvisioner().equals(name + ".storkee.org"))
                .forEach(one -> client.resource(one).delete());
        client.namespaces().withName(name).delete();
        cluster.removeNodes(created);
    }

    private static <T> void forEach(List<T> all, Consumer<T> action) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(one -> running.add(threads.submit(() -> action.accept(one))));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot create an object", e);
        }
    }
}
