package org.storkee.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Creates pods with a volume each, one after the other at an even pace, and knows where each should land. */
final class PodStream {
    private final Testbed bed;
    private final String prefix;
    private final String scheduler;
    private final Map<String, String> wanted = new ConcurrentHashMap<>();

    PodStream(Testbed bed, String prefix, String scheduler) {
        this.bed = bed;
        this.prefix = prefix;
        this.scheduler = scheduler;
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
            bed.client.resource(Workload.pod(bed, scheduler, name, name)).create();
            long next = start + within.toNanos() * (i + 1) / pods;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** The pods so far that are not on the node with their data, with the node they are on, or "" for none. */
    Map<String, String> wrong() {
        Map<String, String> wrong = new TreeMap<>();
        Map<String, String> placements = bed.placements();
        wanted.forEach((pod, node) -> {
            String actual = placements.getOrDefault(pod, "gone");
            if (!node.equals(actual)) {
                wrong.put(pod, actual);
            }
        });
        return wrong;
    }
}
