package org.storkee.drivers.csi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ApiServer;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.LastChange;
import org.storkee.cluster.Strip;
import org.storkee.storage.DriverId;
import org.storkee.storage.Soon;
import org.storkee.storage.StorageView;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.ViewSink;

/**
 * Watches what Kubernetes knows of CSI drivers and publishes one view per driver, at most every 50 ms. Its views are
 * confirmed while all watches are connected and the API server answers. Thread-safe.
 */
@ApplicationScoped
public class CsiDriver implements TopologyCapability {
    /** Provisioners ask for room every minute and write only what changed: what stands for longer still held then. */
    private static final Duration ROOM_CONFIRMED = Duration.ofMinutes(2);
    /** Stands for the observation itself while there is no driver to be observed. */
    private static final DriverId NONE = new DriverId(CsiInstance.TYPE, "none");

    private final CsiPicture picture = new CsiPicture();
    private final List<Followed<?>> followed = new CopyOnWriteArrayList<>();
    private final Soon publishing = new Soon();
    private volatile Set<DriverId> published = Set.of();
    private volatile @Nullable ViewSink sink;
    private volatile Instant fineAt = Instant.EPOCH;
    /** How long a list may not have come, or a watch be cut, before that is a failure. */
    Duration patience = Duration.ofSeconds(10);

    private volatile boolean failed;
    private boolean complete;

    @Inject
    ClusterCache cache;

    @Inject
    ApiServer apiServer;

    @Inject
    Clock clock;

    @Resource
    ManagedScheduledExecutorService scheduler;

    /** One kind, and what is done with each of its objects. */
    private record Followed<T extends HasMetadata>(String name, CachedKind<T> kind, Consumer<T> put) {
        void load() {
            kind.list().forEach(put);
        }
    }

    @Override
    public String type() {
        return CsiInstance.TYPE;
    }

    @Override
    public int precedence() {
        return 200;
    }

    @Override
    public void start(ViewSink to) {
        sink = to;
        fineAt = clock.instant();
        follow("Node", cache.nodes(), picture::put, picture::remove);
        follow("StorageClass", cache.classes(), picture::put, picture::remove);
        follow("PersistentVolume", cache.volumes(), picture::put, picture::remove);
        follow("CSIDriver", cache.watch(CSIDriver.class, Strip::managedFields), picture::put, picture::remove);
        follow("CSINode", cache.watch(CSINode.class, Strip::managedFields), picture::put, picture::remove);
        follow("VolumeAttachment", cache.attachments(), picture::put, picture::remove);
        follow(
                "CSIStorageCapacity",
                cache.watch(CSIStorageCapacity.class, LastChange::only),
                room -> picture.put(room, clock.instant()),
                picture::remove);
    }

    private <T extends HasMetadata> void follow(String name, CachedKind<T> kind, Consumer<T> put, Consumer<T> remove) {
        followed.add(new Followed<>(name, kind, put));
        kind.onChange(object -> apply(put, object), object -> apply(remove, object));
    }

    private <T> void apply(Consumer<T> change, T object) {
        synchronized (picture) {
            change.accept(object);
        }
        publishSoon();
    }

    @Override
    public void tick() {
        ViewSink to = sink;
        if (to == null) {
            return;
        }
        List<String> missing = followed.stream()
                .filter(f -> !f.kind.synced())
                .map(Followed::name)
                .toList();
        if (!missing.isEmpty()) {
            if (clock.instant().isAfter(fineAt.plus(patience))) {
                failed = true;
                to.failed(NONE, "objects of " + missing + " cannot be listed (is the right to list them missing?)");
            }
            return;
        }
        boolean news = published.isEmpty();
        String trouble = trouble();
        if (trouble != null) {
            if (clock.instant().isAfter(fineAt.plus(patience))) {
                published.forEach(driver -> to.failed(driver, trouble));
            }
        } else {
            fineAt = clock.instant();
            published.forEach(to::confirm);
            Instant held = clock.instant().minus(ROOM_CONFIRMED).truncatedTo(ChronoUnit.MINUTES);
            synchronized (picture) {
                news |= picture.held(held);
            }
        }
        if (news) {
            publishSoon();
        }
    }

    /** Why what is in memory may be old, or null. */
    private @Nullable String trouble() {
        if (!apiServer.reachable()) {
            return "the API server is unreachable, so what is known of CSI drivers may be old";
        }
        List<String> cut = followed.stream()
                .filter(f -> !f.kind.watching())
                .map(Followed::name)
                .toList();
        return cut.isEmpty() ? null : "the watch on objects of " + cut + " is cut";
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
        return volume.getSpec() == null || volume.getSpec().getCsi() == null
                ? null
                : owner(volume.getSpec().getCsi().getDriver());
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        DriverId driver = new DriverId(CsiInstance.TYPE, provisioner);
        return published.contains(driver) && !driver.equals(NONE) ? driver : null;
    }

    @Override
    public String volumeKey(PersistentVolume volume) {
        return volume.getMetadata().getName();
    }

    /** Nothing to look up: the volume is its PersistentVolume, whose watch brings it within milliseconds. */
    @Override
    public void lookUp(DriverId driver, String volumeKey) {
        publishSoon();
    }

    private void publishSoon() {
        publishing.run(this::publish, scheduler);
    }

    private void publish() {
        ViewSink to = sink;
        if (to == null || !followed.stream().allMatch(f -> f.kind.synced())) {
            return; // half a picture would make volumes look as if nobody held them
        }
        synchronized (picture) {
            boolean first = !complete;
            if (first) {
                followed.forEach(Followed::load); // the lists are there, but not every callback has come yet
                complete = true;
            }
            Set<DriverId> drivers = picture.drivers();
            List<StorageView> views = picture.changedViews();
            if (drivers.isEmpty()) {
                drivers = Set.of(NONE);
                views = published.equals(drivers)
                        ? List.of()
                        : List.of(new StorageView(NONE, List.of(), Map.of(), List.of()));
            }
            Set<DriverId> gone = new HashSet<>(published);
            if (first) {
                gone.add(NONE); // it may have been told to fail
            }
            gone.removeAll(drivers);
            published = Set.copyOf(drivers);
            gone.forEach(to::withdraw);
            views.forEach(to::publish);
        }
    }
}
