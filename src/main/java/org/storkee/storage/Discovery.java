package org.storkee.storage;

import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Strip;

/**
 * What a driver asks to find out whether its storage is in this cluster, so that {@code stork.drivers=auto} follows the
 * cluster. A driver that is named in {@code stork.drivers} observes in any case, and tells when it cannot. All answers
 * are from memory. Thread-safe.
 */
@ApplicationScoped
public class Discovery {
    private static final Logger LOG = Logger.getLogger(Discovery.class.getName());
    /** Until when a list that has not come is a start, not a failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Set<String> names = Set.of();
    private volatile @Nullable CachedKind<CSIDriver> drivers;
    private volatile @Nullable Instant missingAt;

    @Inject
    ClusterCache cache;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "stork.drivers")
    List<String> enabled;

    /** Begins to watch CSIDriver objects; called once, before the first driver starts. */
    void start() {
        CachedKind<CSIDriver> watched = cache.watch(CSIDriver.class, Strip::managedFields);
        missingAt = clock.instant().plus(PATIENCE);
        drivers = watched;
        watched.onChange(
                d -> change(d.getMetadata().getName(), true),
                d -> change(d.getMetadata().getName(), false));
    }

    /** Says once when CSIDriver objects cannot be listed; called every few seconds. */
    void tick() {
        Instant limit = missingAt;
        CachedKind<CSIDriver> watched = drivers;
        if (limit == null || watched == null || clock.instant().isBefore(limit)) {
            return;
        }
        missingAt = null;
        if (!watched.synced()) {
            LOG.warning("CSIDriver objects cannot be listed (is the right to list storage.k8s.io/csidrivers missing?);"
                    + " stork.drivers=auto finds no storage by them until they can");
        }
    }

    /** Whether CSIDriver objects have been listed once, or were given up on for now. */
    boolean looked() {
        CachedKind<CSIDriver> watched = drivers;
        return watched != null && (watched.synced() || missingAt == null);
    }

    /** Whether the driver type {@code type} is named in {@code stork.drivers}, which {@code auto} does not do. */
    public boolean named(String type) {
        return enabled.contains(type);
    }

    /** Whether a CSIDriver object of this name exists now; false while they cannot be listed. */
    public boolean csiDriver(String name) {
        return names.contains(name);
    }

    /** The names of all CSIDriver objects there are now; immutable, ordered. */
    public Set<String> csiDrivers() {
        return names;
    }

    /**
     * Calls {@code listener} after each change of {@link #csiDrivers()}, on a thread of the cluster cache: it must be
     * quick or hand over. Not called for what is there already.
     */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void change(String name, boolean there) {
        synchronized (this) {
            Set<String> changed = new TreeSet<>(names);
            if (!(there ? changed.add(name) : changed.remove(name))) {
                return;
            }
            names = java.util.Collections.unmodifiableSet(changed);
        }
        LOG.info(() -> "CSI driver " + name + (there ? " is in the cluster" : " has left the cluster"));
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, e, () -> "a storage driver failed to hear of CSI driver " + name);
            }
        }
    }
}
