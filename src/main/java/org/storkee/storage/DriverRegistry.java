package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The drivers that are switched on, and who of them owns a volume. Thread-safe.
 *
 * <p>Owners are asked in a fixed order: {@link StorageDriver#precedence()}, then the type's name. A driver answers only
 * for instances it has, so a volume falls to the next one that knows its storage.
 */
@ApplicationScoped
public class DriverRegistry implements PodVolumes.Owners {
    private static final Logger LOG = Logger.getLogger(DriverRegistry.class.getName());

    /** Precedence of what somebody published for a storage system. */
    private static final int PUBLISHED = 100;

    private final List<StorageDriver> drivers = new ArrayList<>();
    private final Set<String> confused = ConcurrentHashMap.newKeySet();
    private final Set<StorageDriver> broken = ConcurrentHashMap.newKeySet();
    private volatile boolean started;

    @Inject
    @Any
    Instance<StorageDriver> available;

    @Inject
    Discovery discovery;

    @Inject
    @ConfigProperty(name = "stork.drivers")
    List<String> enabled;

    @PostConstruct
    void select() {
        use(select(available.stream().toList(), enabled));
    }

    void use(List<StorageDriver> selected) {
        drivers.addAll(selected);
    }

    /**
     * The drivers named in {@code enabled}, in the order they are asked; {@code auto} means all that this build has:
     * each of them finds out by {@link Discovery} or its own settings whether its storage is there.
     *
     * @throws IllegalArgumentException naming the value, if a name is no driver's
     */
    static List<StorageDriver> select(List<StorageDriver> available, List<String> enabled) {
        List<String> types = available.stream().map(StorageDriver::type).toList();
        for (String name : enabled) {
            if (!name.equals("auto") && !types.contains(name)) {
                throw new IllegalArgumentException(
                        "stork.drivers: '" + name + "' is no driver of this build; there are " + types + " and auto");
            }
        }
        return available.stream()
                .filter(d -> enabled.contains("auto") || enabled.contains(d.type()))
                .sorted(Comparator.comparingInt(StorageDriver::precedence).thenComparing(StorageDriver::type))
                .toList();
    }

    /** Starts every driver; one that fails to start is told to {@code sink} by the log and does not stop the others. */
    public void start(ViewSink sink) {
        discovery.start();
        for (StorageDriver driver : drivers) {
            if (!guarded(driver, "start; it stays blind until the next restart", () -> driver.start(sink))) {
                broken.add(driver);
            }
        }
        started = true;
    }

    /** Passes the timer's beat to every driver. */
    public void beat() {
        for (StorageDriver driver : drivers) {
            guarded(driver, "beat; its rounds wait for the next one", driver::beat);
        }
    }

    /** Passes the clock's tick to every driver. */
    public void tick() {
        discovery.tick();
        for (StorageDriver driver : drivers) {
            guarded(driver, "tick; its views age until the next one works", driver::tick);
        }
    }

    @PreDestroy
    void stop() {
        for (StorageDriver driver : drivers) {
            guarded(driver, "stop", driver::stop);
        }
    }

    /** Whether every driver has looked once, {@link StorageDriver#observed}; one that could not start is left out. */
    public boolean observed() {
        return started
                && discovery.looked()
                && drivers.stream().allMatch(driver -> broken.contains(driver) || observed(driver));
    }

    private static boolean observed(StorageDriver driver) {
        try {
            return driver.observed();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, e, () -> "storage driver " + driver.type() + " cannot tell; it is not waited for");
            return true;
        }
    }

    private static boolean guarded(StorageDriver driver, String what, Runnable action) {
        try {
            action.run();
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "storage driver " + driver.type() + " failed to " + what, e);
            return false;
        }
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        return first(driver -> driver.owner(volume));
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        return first(driver -> driver.owner(provisioner));
    }

    /** The first answer in order. A driver that throws over an odd object must not refuse pods of all others. */
    private @Nullable DriverId first(Function<TopologyCapability, @Nullable DriverId> question) {
        for (StorageDriver driver : drivers) {
            try {
                DriverId owner = driver instanceof TopologyCapability t ? question.apply(t) : null;
                if (owner != null) {
                    return owner;
                }
            } catch (RuntimeException e) {
                boolean first = confused.add(driver.type());
                LOG.log(
                        first ? Level.WARNING : Level.FINE,
                        e,
                        () -> "storage driver " + driver.type() + " failed to tell whether a volume is its own;"
                                + " the next driver is asked");
            }
        }
        return null;
    }

    @Override
    public String volumeKey(DriverId owner, PersistentVolume volume) {
        TopologyCapability driver = topology(owner);
        return driver == null ? volume.getMetadata().getName() : driver.volumeKey(volume);
    }

    /** Asks {@code owner} to look up a volume its fresh view lacks; returns at once. */
    public void lookUp(DriverId owner, String volumeKey) {
        TopologyCapability driver = topology(owner);
        if (driver != null) {
            driver.lookUp(owner, volumeKey);
        }
    }

    /**
     * The drivers whose machines are a storage system's, by its own word or by what somebody published for it. What
     * Kubernetes alone can tell has every node for a machine.
     */
    public List<DriverTopology> storageSystems(Topology topology) {
        return topology.drivers().stream().filter(d -> storageSystem(d.id())).toList();
    }

    /** Whether {@code id} is one of these: of a volume its view lacks nothing is known. */
    public boolean storageSystem(DriverId id) {
        TopologyCapability driver = topology(id);
        return driver == null || driver.precedence() <= PUBLISHED;
    }

    /** What the owners of a pod's volumes want added to it; a driver that throws wants nothing. */
    public List<PodPatch> patches(Set<DriverId> owners, Pod pod, String namespace) {
        List<PodPatch> patches = new ArrayList<>();
        for (StorageDriver driver : drivers) {
            if (driver instanceof PodPatchCapability p
                    && owners.stream().anyMatch(owner -> owner.type().equals(driver.type()))) {
                guarded(driver, "say what a pod needs; the pod is left as it is", () -> {
                    PodPatch patch = p.patch(pod, namespace);
                    if (patch != null) {
                        patches.add(patch);
                    }
                });
            }
        }
        return patches;
    }

    private @Nullable TopologyCapability topology(DriverId owner) {
        for (StorageDriver driver : drivers) {
            if (driver.type().equals(owner.type()) && driver instanceof TopologyCapability t) {
                return t;
            }
        }
        return null;
    }
}
