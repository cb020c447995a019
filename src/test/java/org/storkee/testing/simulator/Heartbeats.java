package org.storkee.testing.simulator;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.storkee.api.NodeStorageSpec.LeaseReference;

/**
 * Renews one Lease per storage node, as an agent on each would, three times within the Lease's duration. A silent node's
 * Lease is left to expire.
 */
final class Heartbeats implements AutoCloseable {
    /** Namespace of the Leases. */
    static final String NAMESPACE = "storage-simulator";

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final KubernetesClient client;
    private final StoragePool pool;
    private final ApiCalls calls;
    private final Duration duration;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("simulator-heartbeats").factory());

    Heartbeats(KubernetesClient client, StoragePool pool, ApiCalls calls, Duration duration) {
        this.client = client;
        this.pool = pool;
        this.calls = calls;
        this.duration = duration;
    }

    /** The reference a NodeStorage publishes. */
    static LeaseReference reference(String node) {
        LeaseReference lease = new LeaseReference();
        lease.setNamespace(NAMESPACE);
        lease.setName(node);
        return lease;
    }

    /** Creates the Leases, fresh, and keeps them so. */
    void start() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        CompletableFuture.allOf(pool.usage().stream()
                        .map(usage -> calls.submit(
                                "create Lease " + usage.node().name(),
                                () -> create(usage.node().name())))
                        .toArray(CompletableFuture[]::new))
                .join();
        long period = Math.max(1, duration.toMillis() / 3);
        clock.scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
    }

    /** Renews one node's Lease now. */
    void renew(String node) {
        String renewed = MICROS.format(ZonedDateTime.now(ZoneOffset.UTC));
        client.leases()
                .inNamespace(NAMESPACE)
                .withName(node)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"renewTime\":\"" + renewed + "\"}}");
    }

    private void beat() {
        for (StoragePool.Usage usage : pool.usage()) {
            String node = usage.node().name();
            if (!usage.silent()) {
                calls.submit("renew Lease " + node, () -> renew(node));
            }
        }
    }

    private void create(String node) {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(node)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(node)
                        .withLeaseDurationSeconds((int) Math.max(1, duration.toSeconds()))
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
