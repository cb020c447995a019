package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Adds played nodes to a cluster and removes them, thousands in seconds. */
final class Nodes {
    private static final String LEASES = "kube-node-lease";
    private static final int AT_ONCE = 32;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Nodes() {}

    static List<Node> add(KubernetesClient client, NodeGroup group) {
        List<Node> wanted = group.build();
        forEach(wanted, node -> client.resource(node).create());
        return awaitReady(client, names(wanted));
    }

    static void remove(KubernetesClient client, List<Node> nodes) {
        Set<String> names = names(nodes);
        forEach(nodes, node -> {
            client.resource(node).delete();
            String name = node.getMetadata().getName();
            client.leases().inNamespace(LEASES).withName(name).delete();
        });
        List<Pod> pods = client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> names.contains(pod.getSpec().getNodeName()))
                .toList();
        forEach(pods, pod -> client.resource(pod).withGracePeriod(0).delete());
    }

    private static <T> void forEach(List<T> all, Consumer<T> action) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(one -> running.add(threads.submit(() -> action.accept(one))));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while changing nodes", e);
        } catch (ExecutionException e) {
            throw new ClusterException("cannot change a node: " + e.getCause().getMessage(), e);
        }
    }

    /** A node is up when KWOK has taken its lease; it was created Ready, as a restarted kubelet's is. */
    private static List<Node> awaitReady(KubernetesClient client, Set<String> names) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Set<String> missing = new HashSet<>(names);
            client.leases()
                    .inNamespace(LEASES)
                    .list()
                    .getItems()
                    .forEach(lease -> missing.remove(lease.getMetadata().getName()));
            if (missing.isEmpty()) {
                return client.nodes().list().getItems().stream()
                        .filter(node -> names.contains(node.getMetadata().getName()))
                        .toList();
            }
            if (System.nanoTime() > end) {
                throw new ClusterException(missing.size() + " nodes have no heartbeat after " + LIMIT.toSeconds()
                        + " s, among them " + missing.iterator().next());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100 + names.size() / 5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while waiting for nodes", e);
            }
        }
    }

    private static Set<String> names(List<Node> nodes) {
        return nodes.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
    }
}
