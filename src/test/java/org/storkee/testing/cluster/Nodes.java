package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Adds played nodes to a cluster, thousands in seconds. */
final class Nodes {
    private static final int AT_ONCE = 32;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Nodes() {}

    static List<Node> add(KubernetesClient client, NodeGroup group) {
        List<Node> wanted = group.build();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Node>> created = wanted.stream()
                    .map(node -> threads.submit(() -> client.resource(node).create()))
                    .toList();
            for (Future<Node> one : created) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while adding nodes", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new ClusterException("cannot add a node: " + e.getCause().getMessage(), e);
        }
        return awaitReady(
                client,
                wanted.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet()));
    }

    private static List<Node> awaitReady(KubernetesClient client, Set<String> names) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Set<String> missing = new HashSet<>(names);
        while (true) {
            List<Node> ready = client.nodes().list().getItems().stream()
                    .filter(node -> names.contains(node.getMetadata().getName()) && isReady(node))
                    .toList();
            if (ready.size() == names.size()) {
                return ready;
            }
            if (System.nanoTime() > end) {
                ready.forEach(node -> missing.remove(node.getMetadata().getName()));
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
}
