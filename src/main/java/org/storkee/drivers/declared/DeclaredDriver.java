package org.storkee.drivers.declared;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.api.VolumeReplicas;
import org.storkee.cluster.ApiServer;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.LastChange;
import org.storkee.cluster.Strip;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.LookUps;
import org.storkee.storage.Provisioner;
import org.storkee.storage.Soon;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.ViewSink;
import org.storkee.storage.Volume;

/**
 * Watches the objects of the declared API and publishes one view per driver name found in them, at most every 50 ms.
 * Its views are confirmed while the watches are connected and the API server answers. Thread-safe.
 */
@ApplicationScoped
public class DeclaredDriver implements TopologyCapability {
    private final Map<String, NodeStorage> nodes = new ConcurrentHashMap<>();
    private final Map<String, Instant> changedAt = new ConcurrentHashMap<>();
    private final Map<String, Declared> volumes = new ConcurrentHashMap<>();
    private final Map<String, CachedKind<Lease>> leases = new ConcurrentHashMap<>();
    private final Soon publishing = new Soon();
    private final LookUps lookUps = new LookUps();
    private volatile Set<DriverId> published = Set.of();
    private volatile @Nullable Watches watches;
    private volatile boolean failed;
    private volatile Instant current = Instant.EPOCH;
    /** For how long a watch that is not connected is a start or a reconnection, not a failure. */
    Duration patience = Duration.ofSeconds(10);

    @Inject
    ClusterCache cache;

    @Inject
    ApiServer apiServer;

    @Inject
    KubernetesClient client;

    @Inject
    Clock clock;

    @Inject
    Heartbeats heartbeats;

    @Resource
    ManagedScheduledExecutorService scheduler;

    @Override
    public String type() {
        return DeclaredViews.TYPE;
    }

    @Override
    public int precedence() {
        return 100;
    }

    @Override
    public void start(ViewSink sink) {
        // Machines keep the time of their last change: it tells when their room was last measured.
        CachedKind<NodeStorage> machines = cache.watch(NodeStorage.class, LastChange::only);
        CachedKind<VolumeReplicas> replicas = cache.watch(VolumeReplicas.class, Strip::managedFields);
        current = clock.instant();
        watches = new Watches(machines, replicas, sink);
        machines.onChange(this::changed, this::deleted);
        replicas.onChange(v -> told(v, new Declared(driverOf(v), DeclaredViews.volume(v))), v -> told(v, null));
    }

    @Override
    public void tick() {
        Watches now = watches;
        if (now == null) {
            return;
        }
        boolean connected = now.machines.watching() && now.replicas.watching() && apiServer.reachable();
        leases.forEach((namespace, kind) -> heartbeats.heard(namespace, connected && kind.synced() && kind.watching()));
        if (connected) {
            current = clock.instant();
            published.forEach(now.sink::confirm);
        } else if (!clock.instant().isBefore(current.plus(patience))) {
            fail(now);
        }
        if ((connected && !leases.isEmpty()) || published.isEmpty()) {
            publishSoon(); // a heartbeat may have expired, which no watch tells; unheard, none does
        }
    }

    private void fail(Watches now) {
        if (!now.machines.synced() || !now.replicas.synced()) {
            failed = true;
            now.sink.failed(DeclaredViews.driver(null), "NodeStorage or VolumeReplicas objects cannot be listed");
        }
        String reason = apiServer.reachable()
                ? "NodeStorage or VolumeReplicas objects cannot be watched"
                : "the API server does not answer";
        published.forEach(driver -> now.sink.failed(driver, reason));
    }

    @Override
    public boolean observed() {
        return failed || !published.isEmpty();
    }

    @Override
    public void stop() {
        // The cluster cache ends the watches.
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        String driver = Provisioner.of(volume);
        return driver == null ? null : owner(driver);
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        DriverId driver = DeclaredViews.driver(provisioner);
        return published.contains(driver) ? driver : null;
    }

    @Override
    public String volumeKey(PersistentVolume volume) {
        return volume.getMetadata().getName();
    }

    /** Its failures are nobody's business: the watch is what counts. */
    private void aside(Runnable task) {
        var _ = scheduler.submit(task);
    }

    @Override
    public void lookUp(DriverId driver, String volumeKey) {
        lookUps.ask(volumeKey, this::aside, () -> {
            VolumeReplicas found =
                    client.resources(VolumeReplicas.class).withName(volumeKey).get();
            return () -> {
                if (found != null) {
                    put(volumeKey, new Declared(driverOf(found), DeclaredViews.volume(found)));
                }
            };
        });
    }

    private void told(VolumeReplicas object, @Nullable Declared volume) {
        String name = object.getMetadata().getName();
        lookUps.told(name, () -> put(name, volume));
    }

    private static DriverId driverOf(VolumeReplicas object) {
        return DeclaredViews.driver(
                object.getSpec() == null ? null : object.getSpec().getDriver());
    }

    private void changed(NodeStorage node) {
        String name = node.getMetadata().getName();
        nodes.put(name, node);
        changedAt.put(name, LastChange.of(node.getMetadata(), clock.instant()));
        NodeStorageSpec.LeaseReference lease =
                node.getSpec() == null ? null : node.getSpec().getLease();
        if (lease != null && lease.getNamespace() != null) {
            leases.computeIfAbsent(lease.getNamespace(), this::watchLeases);
        }
        publishSoon();
    }

    private void deleted(NodeStorage node) {
        nodes.remove(node.getMetadata().getName());
        changedAt.remove(node.getMetadata().getName());
        publishSoon();
    }

    private void put(String name, @Nullable Declared volume) {
        if (volume == null) {
            volumes.remove(name);
        } else {
            volumes.put(name, volume);
        }
        publishSoon();
    }

    private CachedKind<Lease> watchLeases(String namespace) {
        CachedKind<Lease> watched =
                cache.watch(client.leases().inNamespace(namespace), "leases in " + namespace, Strip::managedFields);
        watched.onChange(heartbeats::renewed, heartbeats::deleted);
        return watched;
    }

    private void publishSoon() {
        publishing.run(this::publish, scheduler);
    }

    private synchronized void publish() {
        Watches now = watches;
        if (now == null || !now.machines.synced() || !now.replicas.synced()) {
            return; // half a picture would make volumes look as if they had no replicas
        }
        Map<DriverId, Content> contents = new HashMap<>();
        nodes.values()
                .forEach(node -> contents.computeIfAbsent(driverOf(node), d -> new Content())
                        .add(
                                node,
                                silent(node),
                                changedAt.get(node.getMetadata().getName())));
        volumes.values()
                .forEach(volume -> contents.computeIfAbsent(volume.driver, d -> new Content())
                        .volumes
                        .put(volume.volume.id(), volume.volume));
        if (contents.isEmpty()) {
            contents.put(DeclaredViews.driver(null), new Content()); // observed, and nothing is there
        }
        Set<DriverId> gone = new HashSet<>(published);
        gone.removeAll(contents.keySet());
        gone.forEach(now.sink::withdraw);
        published = Set.copyOf(contents.keySet());
        contents.forEach((driver, content) -> now.sink.publish(content.view(driver)));
    }

    private static DriverId driverOf(NodeStorage node) {
        return DeclaredViews.driver(
                node.getSpec() == null ? null : node.getSpec().getDriver());
    }

    private boolean silent(NodeStorage node) {
        NodeStorageSpec.LeaseReference lease =
                node.getSpec() == null ? null : node.getSpec().getLease();
        return lease != null
                && lease.getNamespace() != null
                && lease.getName() != null
                && heartbeats.silent(lease.getNamespace(), lease.getName());
    }

    private record Declared(DriverId driver, Volume volume) {}

    private record Watches(CachedKind<NodeStorage> machines, CachedKind<VolumeReplicas> replicas, ViewSink sink) {}

    /** One view in the making. */
    private static final class Content {
        private final List<StorageNode> nodes = new java.util.ArrayList<>();
        private final List<CapacityPool> pools = new java.util.ArrayList<>();
        private final Map<String, Volume> volumes = new HashMap<>();

        void add(NodeStorage node, boolean silent, @Nullable Instant changedAt) {
            nodes.add(DeclaredViews.node(node, silent));
            CapacityPool pool = DeclaredViews.pool(node, changedAt == null ? Instant.EPOCH : changedAt);
            if (pool != null) {
                pools.add(pool);
            }
        }

        StorageView view(DriverId driver) {
            return new StorageView(driver, nodes, volumes, pools);
        }
    }
}
