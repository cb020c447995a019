package org.storkee.drivers.longhorn;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ApiServer;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.Discovery;
import org.storkee.storage.DriverId;
import org.storkee.storage.LookUps;
import org.storkee.storage.Soon;
import org.storkee.storage.StorageView;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.ViewSink;

/**
 * Watches Longhorn's objects and publishes one view per namespace that has Longhorn machines, at most every 50 ms and
 * only when it changed. Its views are confirmed while the watches are connected and the API server answers. A cluster
 * without Longhorn has no instance, and whoever else knows {@code driver.longhorn.io} answers. Thread-safe.
 */
@ApplicationScoped
public class LonghornDriver implements TopologyCapability {
    /** Longhorn's label on what belongs to a volume. */
    private static final String OF_VOLUME = "longhornvolume";

    /** By namespace; guarded by itself, as are the objects in it. */
    private final Map<String, LonghornObjects> longhorns = new TreeMap<>();

    private final Soon publishing = new Soon();
    private final LookUps lookUps = new LookUps();
    private volatile Map<DriverId, StorageView> published = Map.of();
    private volatile @Nullable Watches watches;
    private volatile boolean loaded;
    private volatile boolean missed;
    private volatile Instant fineAt = Instant.EPOCH;
    /** How long watches may take to begin or to come back before that is told as a failure. */
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
    Discovery discovery;

    @Resource
    ManagedScheduledExecutorService scheduler;

    @Override
    public String type() {
        return LonghornViews.TYPE;
    }

    @Override
    public int precedence() {
        return 50;
    }

    @Override
    public void start(ViewSink sink) {
        fineAt = clock.instant();
        Watches now = new Watches(
                sink,
                cache.watch(LonghornNode.class, LonghornDriver::bare),
                cache.watch(LonghornVolume.class, LonghornDriver::bare),
                cache.watch(LonghornReplica.class, LonghornDriver::bare),
                cache.watch(LonghornEngine.class, LonghornDriver::bare),
                cache.watch(
                        client.resources(LonghornSetting.class)
                                .inAnyNamespace()
                                .withField("metadata.name", LonghornSetting.OVER_PROVISIONING),
                        "LonghornSetting",
                        LonghornDriver::bare));
        watches = now;
        follow(now.nodes, (of, n) -> of.put(n, clock.instant()), (of, n) -> of.remove(n, clock.instant()));
        follow(now.volumes, LonghornObjects::put, LonghornObjects::remove);
        follow(now.replicas, LonghornObjects::put, LonghornObjects::remove);
        follow(now.engines, LonghornObjects::put, LonghornObjects::remove);
        follow(now.settings, (of, s) -> of.put(s, clock.instant()), (of, s) -> of.unset(clock.instant()));
    }

    @Override
    public void tick() {
        Watches now = watches;
        if (now == null) {
            return;
        }
        if (now.synced() && !loaded) {
            publishSoon(); // a Longhorn without any object tells nothing
        }
        String trouble = trouble(now);
        if (trouble == null) {
            fineAt = clock.instant();
            absent(now.sink, null);
            published.keySet().forEach(now.sink::confirm);
        } else if (clock.instant().isAfter(fineAt.plus(patience))) {
            published.keySet().forEach(driver -> now.sink.failed(driver, trouble));
            if (published.isEmpty()) {
                absent(now.sink, trouble);
            }
        }
    }

    /** Why nothing can be told of a Longhorn that should be there, or null. */
    private @Nullable String trouble(Watches now) {
        boolean named = discovery.named(LonghornViews.TYPE);
        if (!now.synced()) {
            return named || discovery.csiDriver(LonghornViews.CSI_DRIVER)
                    ? "longhorn.io/v1beta2 " + now.unless(CachedKind::synced)
                            + " cannot be listed (are Longhorn's CRDs there, and the right to list them?)"
                    : null;
        }
        if (published.isEmpty()) {
            return named && loaded ? "there is no longhorn.io/v1beta2 Node in any namespace" : null;
        }
        if (!apiServer.reachable()) {
            return "the API server is unreachable, so its Longhorn objects may be old";
        }
        String cut = now.unless(CachedKind::watching);
        return cut.isEmpty() ? null : "the watch on longhorn.io/v1beta2 " + cut + " is cut";
    }

    /** A Longhorn that was never seen has no namespace; it is told of under the usual one. */
    private void absent(ViewSink sink, @Nullable String trouble) {
        if (trouble != null) {
            missed = true;
            sink.failed(LonghornViews.instance(LonghornViews.USUAL_NAMESPACE), trouble);
        } else if (missed) {
            missed = false;
            if (!published.containsKey(LonghornViews.instance(LonghornViews.USUAL_NAMESPACE))) {
                sink.withdraw(LonghornViews.instance(LonghornViews.USUAL_NAMESPACE));
            }
        }
    }

    /** A Longhorn that should be there was published or told as failing; one that was never heard of is not waited for. */
    @Override
    public boolean observed() {
        boolean expected = discovery.named(LonghornViews.TYPE) || discovery.csiDriver(LonghornViews.CSI_DRIVER);
        return !expected || !published.isEmpty() || missed || loaded;
    }

    @Override
    public void stop() {
        // The cluster cache ends the watches.
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        if (volume.getSpec() == null
                || volume.getSpec().getCsi() == null
                || !LonghornViews.CSI_DRIVER.equals(volume.getSpec().getCsi().getDriver())) {
            return null;
        }
        Map<DriverId, StorageView> now = published;
        String key = volumeKey(volume);
        for (StorageView view : now.values()) {
            if (view.volumes().containsKey(key)) {
                return view.driver();
            }
        }
        return owner(LonghornViews.CSI_DRIVER); // one that was just made, or was lost
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        Map<DriverId, StorageView> now = published;
        return LonghornViews.CSI_DRIVER.equals(provisioner) && !now.isEmpty()
                ? now.keySet().iterator().next()
                : null;
    }

    @Override
    public String volumeKey(PersistentVolume volume) {
        String handle = volume.getSpec().getCsi() == null
                ? null
                : volume.getSpec().getCsi().getVolumeHandle();
        return handle == null ? volume.getMetadata().getName() : handle;
    }

    /** Its failures are nobody's business: the watch is what counts. */
    private void aside(Runnable task) {
        var _ = scheduler.submit(task);
    }

    @Override
    public void lookUp(DriverId driver, String volumeKey) {
        String namespace = driver.instance();
        lookUps.ask(namespace + "/" + volumeKey, this::aside, () -> {
            LonghornVolume found = client.resources(LonghornVolume.class)
                    .inNamespace(namespace)
                    .withName(volumeKey)
                    .get();
            if (found == null) {
                return () -> {};
            }
            List<LonghornReplica> replicas = parts(LonghornReplica.class, namespace, volumeKey);
            List<LonghornEngine> engines = parts(LonghornEngine.class, namespace, volumeKey);
            return () -> {
                synchronized (longhorns) {
                    replicas.forEach(part -> longhorn(part).put(bare(part)));
                    engines.forEach(part -> longhorn(part).put(bare(part)));
                    longhorn(found).put(bare(found));
                }
                publishSoon();
            };
        });
    }

    private <T extends HasMetadata> List<T> parts(Class<T> kind, String namespace, String volume) {
        return client.resources(kind)
                .inNamespace(namespace)
                .withLabel(OF_VOLUME, volume)
                .list()
                .getItems();
    }

    private <T extends HasMetadata> void follow(
            CachedKind<T> kind, BiPredicate<LonghornObjects, T> changed, BiPredicate<LonghornObjects, T> deleted) {
        kind.onChange(
                object -> lookUps.told(lookedUp(object), () -> take(object, changed)),
                object -> lookUps.told(lookedUp(object), () -> take(object, deleted)));
    }

    /** The volume that the object belongs to, as {@link #lookUp} calls it; a machine or a setting has none, and no harm. */
    private static String lookedUp(HasMetadata object) {
        String volume = switch (object) {
            case LonghornReplica replica -> replica.getSpec().volumeName();
            case LonghornEngine engine -> engine.getSpec().volumeName();
            default -> object.getMetadata().getName();
        };
        return object.getMetadata().getNamespace() + "/" + volume;
    }

    private <T extends HasMetadata> void take(T object, BiPredicate<LonghornObjects, T> news) {
        boolean moved;
        synchronized (longhorns) {
            moved = news.test(longhorn(object), object);
        }
        if (moved) {
            publishSoon();
        }
    }

    private LonghornObjects longhorn(HasMetadata object) {
        return longhorns.computeIfAbsent(object.getMetadata().getNamespace(), LonghornObjects::new);
    }

    private void publishSoon() {
        publishing.run(this::publish, scheduler);
    }

    private synchronized void publish() {
        Watches now = watches;
        if (now == null || !now.synced()) {
            return; // half a picture would make volumes look as if they had no replicas
        }
        Map<DriverId, StorageView> views = new TreeMap<>();
        synchronized (longhorns) {
            if (!loaded) {
                load(now);
            }
            longhorns.values().stream()
                    .filter(LonghornObjects::present)
                    .map(LonghornObjects::view)
                    .forEach(view -> views.put(view.driver(), view));
        }
        Set<DriverId> gone = new HashSet<>(published.keySet());
        gone.removeAll(views.keySet());
        gone.forEach(now.sink::withdraw);
        published = Collections.unmodifiableMap(views);
        views.values().forEach(now.sink::publish);
    }

    /** What was listed may not all have been told yet; the first view is to be whole. */
    private void load(Watches now) {
        loaded = true;
        now.nodes.list().forEach(object -> longhorn(object).put(object, clock.instant()));
        now.settings.list().forEach(object -> longhorn(object).put(object, clock.instant()));
        now.replicas.list().forEach(object -> longhorn(object).put(object));
        now.engines.list().forEach(object -> longhorn(object).put(object));
        now.volumes.list().forEach(object -> longhorn(object).put(object));
    }

    /** Leaves an object its identity and the fields its class has; a volume's objects are tens of thousands. */
    private static <T extends HasMetadata> T bare(T object) {
        ObjectMeta metadata = object.getMetadata();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .build());
        return object;
    }

    /** Settings are not waited for: without them room is unknown, and nothing else. */
    private record Watches(
            ViewSink sink,
            CachedKind<LonghornNode> nodes,
            CachedKind<LonghornVolume> volumes,
            CachedKind<LonghornReplica> replicas,
            CachedKind<LonghornEngine> engines,
            CachedKind<LonghornSetting> settings) {
        boolean synced() {
            return nodes.synced() && volumes.synced() && replicas.synced() && engines.synced();
        }

        /** The kinds for which {@code fine} does not hold, with commas between. */
        String unless(Predicate<CachedKind<?>> fine) {
            Map<String, CachedKind<?>> kinds =
                    new TreeMap<>(Map.of("nodes", nodes, "volumes", volumes, "replicas", replicas, "engines", engines));
            kinds.values().removeIf(fine);
            return String.join(", ", kinds.keySet());
        }
    }
}
