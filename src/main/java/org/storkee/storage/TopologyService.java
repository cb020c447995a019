package org.storkee.storage;

import io.fabric8.kubernetes.api.model.Node;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Readiness;

/**
 * Keeps the last view of every driver and merges them with the Kubernetes nodes into one {@link Topology}, at most
 * every 50 ms. Readers take {@link #current()} and never lock; writers return at once.
 */
@ApplicationScoped
public class TopologyService implements ViewSink, Readiness {
    private static final Logger LOG = Logger.getLogger(TopologyService.class.getName());

    private final Map<DriverId, Published> views = new ConcurrentHashMap<>();
    private final Map<DriverId, Instant> seen = new ConcurrentHashMap<>();
    private final Troubles troubles = new Troubles();
    private final Map<String, KubernetesNode> nodes = new ConcurrentHashMap<>();
    private final Soon merging = new Soon();
    private volatile Merged merged = new Merged(Topology.of(Set.of(), Set.of()), Map.of(), Map.of());
    private volatile boolean nodesChanged;

    private final AtomicLong publications = new AtomicLong();

    /** One view, and when it arrived. Two that say the same are two, and have two numbers. */
    private record Published(long number, StorageView view, Instant at) {
        boolean is(@Nullable Published other) {
            return other != null && other.number == number;
        }
    }

    /**
     * The newest merged picture, and what it is worth as evidence. Immutable.
     *
     * @param topology the picture
     * @param heldAt when what it shows of each driver was last known to hold: never newer than what it shows
     */
    public record Evidence(Topology topology, Map<DriverId, Instant> heldAt) {}

    private record Merged(Topology topology, Map<DriverId, Published> views, Map<DriverId, Instant> heldAt) {
        /** What is shown of {@code driver} still holds; news that is not merged yet says nothing of what is shown. */
        Merged held(DriverId driver, Published newest, Instant now) {
            if (!newest.is(views.get(driver))) {
                return this;
            }
            Map<DriverId, Instant> changed = new HashMap<>(heldAt);
            changed.put(driver, now);
            return new Merged(topology, views, changed);
        }

        Merged with(Topology next, Map<DriverId, Published> nextViews) {
            Map<DriverId, Instant> nextHeldAt = new HashMap<>();
            nextViews.forEach((driver, view) -> nextHeldAt.put(
                    driver, view.is(views.get(driver)) ? heldAt.getOrDefault(driver, view.at) : view.at));
            return new Merged(next, nextViews, nextHeldAt);
        }
    }

    @Inject
    Clock clock;

    @Inject
    Event<TopologyChanged> changed;

    @Inject
    NodeLabels labels;

    @Inject
    DriverRegistry registry;

    @Inject
    MetricRegistry metrics;

    @Inject
    @ConfigProperty(name = "stork.extender.max-view-age")
    Duration maxViewAge;

    @Resource
    ManagedScheduledExecutorService scheduler;

    /** The newest merged picture; never null, empty before the first observation. */
    public Topology current() {
        return merged.topology;
    }

    /** The same, with when each driver's part was last known to hold. */
    public Evidence evidence() {
        Merged now = merged;
        return new Evidence(now.topology, Collections.unmodifiableMap(now.heldAt));
    }

    /** How long ago the driver's view was last known to hold, or null if it never published one. */
    public @Nullable Duration age(DriverId driver) {
        Instant last = seen.get(driver);
        return last == null ? null : Duration.between(last, clock.instant());
    }

    /** True when nothing is known of the driver's nodes now: no view, or one older than {@code max-view-age} (S8). */
    public boolean blind(DriverId driver) {
        Duration age = age(driver);
        return age == null || age.compareTo(maxViewAge) > 0;
    }

    /**
     * Since when nothing is known of the driver's nodes: when its view last held or, if it never had one, since its
     * first failure. Null while it is not {@link #blind}, or has told nothing at all.
     */
    public @Nullable Instant blindSince(DriverId driver) {
        if (!blind(driver)) {
            return null;
        }
        Instant last = seen.get(driver);
        Troubles.Trouble trouble = troubles.of(driver);
        return last != null || trouble == null ? last : trouble.since();
    }

    /** Every driver instance that has published or failed. */
    public Set<DriverId> known() {
        Set<DriverId> all = new TreeSet<>(seen.keySet());
        all.addAll(troubles.drivers());
        return all;
    }

    /** Why the driver's last observation failed, or null if it did not. */
    public @Nullable String failure(DriverId driver) {
        Troubles.Trouble trouble = troubles.of(driver);
        return trouble == null ? null : trouble.reason();
    }

    @Override
    public void publish(StorageView view, Duration age) {
        views.put(view.driver(), new Published(publications.incrementAndGet(), view, seen(view.driver(), age)));
        mergeSoon();
    }

    @Override
    public void confirm(DriverId driver, Duration age) {
        // A driver that was withdrawn meanwhile must not come to life again.
        views.computeIfPresent(driver, (id, newest) -> {
            Instant heldAt = seen(driver, age);
            update(m -> m.held(driver, newest, heldAt));
            return newest;
        });
    }

    private void update(UnaryOperator<Merged> change) {
        synchronized (merging) {
            merged = change.apply(merged);
        }
    }

    /** When what is seen now is known to have held. */
    private Instant seen(DriverId driver, Duration age) {
        Instant now = clock.instant();
        Instant heldAt = now.minus(age);
        troubles.over(driver, now);
        seen.put(driver, heldAt);
        return heldAt;
    }

    @Override
    public void failed(DriverId driver, String reason) {
        metrics.counter("stork_driver_failures", new Tag("driver", driver.toString()))
                .inc();
        troubles.failed(driver, reason, clock.instant());
    }

    @Override
    public void withdraw(DriverId driver) {
        views.remove(driver);
        seen.remove(driver);
        troubles.forget(driver);
        mergeSoon();
    }

    /** A Kubernetes node appeared or changed; most changes (heartbeats) do not matter here and cost nothing. */
    public void nodeChanged(Node node) {
        KubernetesNode known = labels.read(node);
        if (!known.equals(nodes.put(known.name(), known))) {
            nodesChanged = true;
            mergeSoon();
        }
    }

    /** A Kubernetes node was deleted. */
    public void nodeDeleted(String name) {
        if (nodes.remove(name) != null) {
            nodesChanged = true;
            mergeSoon();
        }
    }

    @Override
    public String name() {
        return "storage-drivers";
    }

    /** Every driver has been observed once or has told why it cannot be. */
    @Override
    public boolean ready() {
        return registry.observed();
    }

    @Override
    public Map<String, Object> data() {
        Map<String, Object> data = new TreeMap<>();
        for (DriverId driver : known()) {
            Duration age = age(driver);
            data.put("viewAgeMillis." + driver, age == null ? -1 : age.toMillis());
            String failure = failure(driver);
            if (failure != null) {
                data.put("failure." + driver, failure);
            }
        }
        return data;
    }

    private void mergeSoon() {
        merging.run(this::merge, scheduler);
    }

    private synchronized void merge() {
        try {
            boolean rebuild = nodesChanged;
            nodesChanged = false;
            Map<DriverId, Published> newest = Map.copyOf(views);
            List<StorageView> news =
                    newest.values().stream().map(Published::view).toList();
            Topology former = current();
            Topology next = rebuild ? Topology.of(nodes.values(), news) : merged(former, news);
            update(m -> m.with(next, newest));
            changed.fire(new TopologyChanged(former, next));
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "merging the storage views failed; the last topology stays in use", e);
        }
    }

    /** Only views changed: where machines and pools are the same, only the volumes are replaced. */
    private Topology merged(Topology former, List<StorageView> views) {
        if (former.drivers().size() != views.size()) {
            return Topology.of(nodes.values(), views);
        }
        Topology result = former;
        for (StorageView view : views) {
            DriverTopology known = former.driver(view.driver());
            if (known == null
                    || !known.view().nodes().equals(view.nodes())
                    || !known.view().pools().equals(view.pools())) {
                return Topology.of(nodes.values(), views);
            }
            if (!known.view().equals(view)) {
                result = result.withVolumesOf(view);
            }
        }
        return result;
    }
}
