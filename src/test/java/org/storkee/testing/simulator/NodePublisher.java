package org.storkee.testing.simulator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec.LeaseReference;

/**
 * Publishes what the pool knows of a node as its NodeStorage: one write at a time per node, and any number of requests
 * that arrive meanwhile become one more write. Thread-safe.
 */
final class NodePublisher {
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

    /** Creates or overwrites the NodeStorage objects of all nodes; returns when all are written. */
    void publishAll() {
        CompletableFuture.allOf(pool.usage().stream()
                        .map(usage -> calls.submit(
                                "publish NodeStorage " + usage.node().name(),
                                () -> client.resource(objects.nodeStorage(
                                                usage, leases.apply(usage.node().name())))
                                        .createOr(existing -> existing.update())))
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

    private void write(String node, Slot slot) {
        slot.writing.lock();
        try {
            synchronized (slot) {
                slot.next = null;
            }
            NodeStorage now = objects.nodeStorage(pool.usage(node), leases.apply(node));
            String spec = client.getKubernetesSerialization().asJson(now.getSpec());
            client.resources(NodeStorage.class)
                    .withName(node)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + spec + "}");
        } finally {
            slot.writing.unlock();
        }
    }
}
