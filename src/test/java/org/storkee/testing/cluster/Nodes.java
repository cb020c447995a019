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
        forEach(nodes, node -> client.resource(node).delete());
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

    private static List<Node> awaitReady(KubernetesClient client, Set<String> names) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<Node> ready = client.nodes().list().getItems().stream()
                    .filter(node -> names.contains(node.getMetadata().getName()) && isReady(node))
                    .toList();
            if (ready.size() == names.size()) {
                return ready;
            }
            if (System.nanoTime() > end) {
                Set<String> missing = new HashSet<>(names);
                missing.removeAll(names(ready));
                throw new ClusterException(missing.size() + " nodes are not Ready after " + LIMIT.toSeconds()
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

    /** Ready, and the controller manager has taken its not-ready taint away. */
    private static boolean isReady(Node node) {
        boolean ready = node.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        return ready
                && node.getSpec().getTaints().stream()
                        .noneMatch(taint -> taint.getKey().startsWith("node.kubernetes.io/"));
    }

    private static Set<String> names(List<Node> nodes) {
        return nodes.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
    }
}
