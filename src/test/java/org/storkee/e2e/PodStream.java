package org.storkee.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates pods with a volume each that name no scheduler, one after the other at an even pace, and knows where each should
 * land.
 */
final class PodStream {
    private final Testbed bed;
    private final String prefix;
    private final Map<String, String> wanted = new ConcurrentHashMap<>();

    PodStream(Testbed bed, String prefix) {
        this.bed = bed;
        this.prefix = prefix;
    }

    /** Begins; the future ends with the last pod's creation. */
    CompletableFuture<Void> start(int pods, Duration within) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().name("pod-stream-" + prefix).start(() -> {
            try {
                create(pods, within);
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void create(int pods, Duration within) {
        long start = System.nanoTime();
        for (int i = 0; i < pods; i++) {
            String name = prefix + "-" + i;
            int node = 1 + i % bed.nodes.size();
            bed.volume(name, Map.of(), node);
            wanted.put(name, bed.node(node));
            bed.client.resource(Workload.pod(bed, null, name, name)).create();
            long next = start + within.toNanos() * (i + 1) / pods;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /**
     * The pods so far that were given this scheduler and are not on the node with their data, with the node they are on,
     * or "" for none.
     */
    Map<String, String> wrong(String scheduler) {
        Map<String, String> wrong = new TreeMap<>();
        for (Pod pod : pods()) {
            String name = pod.getMetadata().getName();
            String actual = Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
            if (scheduler.equals(pod.getSpec().getSchedulerName()) && !actual.equals(wanted.get(name))) {
                wrong.put(name, actual);
            }
        }
        return wrong;
    }

    /** The pods so far that have another scheduler: the webhook was not asked, or gave no answer. */
    List<String> slipped(String scheduler) {
        return pods().stream()
                .filter(pod -> !scheduler.equals(pod.getSpec().getSchedulerName()))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private List<Pod> pods() {
        return bed.client.pods().inNamespace(bed.name).list().getItems().stream()
                .filter(pod -> wanted.containsKey(pod.getMetadata().getName()))
                .toList();
    }
}
