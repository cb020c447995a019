package org.storkee.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.storkee.api.NodeState;

/** Gauges of the drivers: how old each view is, since when one is blind, and how many machines are in which state. */
@ApplicationScoped
class DriverMetrics {
    @Inject
    MetricRegistry registry;

    @Inject
    TopologyService topologies;

    private final Set<DriverId> registered = new HashSet<>();

    @Inject
    Clock clock;

    void changed(@Observes TopologyChanged event) {
        refresh();
    }

    /** A driver's gauges exist from its first view or failure to its withdrawal; called every few seconds, too. */
    synchronized void refresh() {
        Set<DriverId> now = topologies.known();
        for (DriverId driver : now) {
            if (registered.add(driver)) {
                register(driver);
            }
        }
        registered.removeIf(driver -> !now.contains(driver) && remove(driver));
    }

    private void register(DriverId driver) {
        // Not gauge(id, ...), which loses the tags on Liberty.
        registry.gauge(
                age(driver).getName(),
                () -> {
                    Duration age = topologies.age(driver);
                    return age == null ? -1.0 : age.toMillis() / 1000.0;
                },
                age(driver).getTagsAsArray());
        registry.gauge(
                blind(driver).getName(),
                () -> {
                    Instant since = topologies.blindSince(driver);
                    return since == null
                            ? 0.0
                            : Duration.between(since, clock.instant()).toMillis() / 1000.0;
                },
                blind(driver).getTagsAsArray());
        // At 0 before the first failure, which would be no increase to Prometheus otherwise.
        registry.counter("stork_driver_failures", new Tag("driver", driver.toString()));
        for (NodeState state : NodeState.values()) {
            MetricID id = nodes(driver, state);
            registry.gauge(id.getName(), () -> count(driver, state), id.getTagsAsArray());
        }
    }

    private boolean remove(DriverId driver) {
        registry.remove(age(driver));
        registry.remove(blind(driver));
        for (NodeState state : NodeState.values()) {
            registry.remove(nodes(driver, state));
        }
        return true;
    }

    private long count(DriverId driver, NodeState state) {
        DriverTopology topology = topologies.current().driver(driver);
        long count = 0;
        for (int record = 0; topology != null && record < topology.recordCount(); record++) {
            count += topology.record(record).state() == state ? 1 : 0;
        }
        return count;
    }

    private static MetricID age(DriverId driver) {
        return new MetricID("stork_driver_view_age_seconds", new Tag("driver", driver.toString()));
    }

    private static MetricID blind(DriverId driver) {
        return new MetricID("stork_driver_blind_seconds", new Tag("driver", driver.toString()));
    }

    private static MetricID nodes(DriverId driver, NodeState state) {
        return new MetricID(
                "stork_storage_nodes",
                new Tag("driver", driver.toString()),
                new Tag("state", state.name().toLowerCase(Locale.ROOT)));
    }
}
