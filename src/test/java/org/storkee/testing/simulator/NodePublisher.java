package org.storkee.testing.simulator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec.LeaseReference;

/**
 * Publishes what the pool knows of a node as its NodeStorage: one write at a time per node, and any number of requests
 * that arrive meanwhile become one more write. Thread-safe.
 */
final class NodePublisher implements AutoCloseable {
    /** Annotation: when the room of the node was measured last. */
    private static final String OBSERVED = "simulator.storkee.org/observed-at";

    private static final long MEASURE_SECONDS = 1;
    /** Times of objects are known to the second: only a measurement this much later is seen to be a later one. */
    private static final Duration LATER = Duration.ofMillis(1_100);

    private static final class Slot {
        final ReentrantLock writing = new ReentrantLock(true);
        CompletableFuture<Void> next;
    }

    private final KubernetesClient client;
    private final StorageObjects objects;
    private final StoragePool pool;
    private final Function<String, LeaseReference> leases;
    private final ApiCalls calls;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Map<String, Instant> changed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("simulator-measures").factory());

    NodePublisher(
            KubernetesClient client,
            StorageObjects objects,
            StoragePool pool,
            Function<String, LeaseReference> leases,
            ApiCalls calls) {
        this.client = client;
        this.objects = objects;
        this.pool = pool;
        this.leases = leases;
        this.calls = calls;
    }

    /** From now on, nodes whose room changed are measured once more, one to three seconds later, as storage systems do. */
    void start() {
        clock.scheduleWithFixedDelay(this::measureAgain, MEASURE_SECONDS, MEASURE_SECONDS, TimeUnit.SECONDS);
    }

    /** Creates or overwrites the NodeStorage objects of all nodes; returns when all are written. */
    void publishAll() {
        CompletableFuture.allOf(pool.usage().stream()
                        .map(usage -> calls.submit(
                                "publish NodeStorage " + usage.node().name(),
                                () -> client.resource(objects.nodeStorage(
                                                usage, leases.apply(usage.node().name())))
                                        .forceConflicts()
                                        .serverSideApply()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Publishes a node as it is when the write starts; done when it is written. */
    CompletableFuture<Void> publish(String node) {
        Slot slot = slots.computeIfAbsent(node, ignored -> new Slot());
        CompletableFuture<Void> mine;
        synchronized (slot) {
            if (slot.next != null) {
                return slot.next;
            }
            mine = new CompletableFuture<>();
            slot.next = mine;
        }
        calls.submit("publish NodeStorage " + node, () -> write(node, slot)).whenComplete((ok, failure) -> {
            if (failure == null) {
                mine.complete(null);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /** Publishes nodes whose room changed, now and at the next measurement. */
    void roomChanged(Collection<String> nodes) {
        nodes.forEach(node -> changed.put(node, Instant.now()));
        nodes.forEach(this::publish);
    }

    /**
     * Waits until no older observation of these nodes is still under way. A volume that is made afterwards is thus in
     * every observation that can be seen after it: what a reader may conclude from a real storage system, too.
     */
    void settle(Collection<String> nodes) {
        for (String node : nodes) {
            Slot slot = slots.get(node);
            if (slot != null) {
                slot.writing.lock();
                slot.writing.unlock();
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void measureAgain() {
        Instant due = Instant.now().minus(LATER);
        changed.forEach((node, at) -> {
            if (at.isBefore(due) && changed.remove(node, at)) {
                publish(node);
            }
        });
    }

    private void write(String node, Slot slot) {
        slot.writing.lock();
        try {
            synchronized (slot) {
                slot.next = null;
            }
            // The time makes every observation a change, so that watchers see also one that measured the same room.
            Map<String, String> observed = Map.of(OBSERVED, Instant.now().toString());
            NodeStorage now = objects.nodeStorage(pool.usage(node), leases.apply(node));
            Map<String, Object> patch = Map.of("metadata", Map.of("annotations", observed), "spec", now.getSpec());
            client.resources(NodeStorage.class)
                    .withName(node)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(patch));
        } finally {
            slot.writing.unlock();
        }
    }
}
