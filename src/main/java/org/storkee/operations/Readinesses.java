package org.storkee.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.storkee.cluster.Readiness;

/**
 * Every feature's {@link Readiness}, and which of them have been ready once. Thread-safe.
 *
 * <p>Once all have been, the server stays ready for good.
 */
@ApplicationScoped
public class Readinesses {
    private final Set<String> reached = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean collected = new AtomicBoolean();

    @Inject
    @Any
    Instance<Readiness> features;

    @Inject
    MetricRegistry metrics;

    /** {@code stork_ready}: what the probe says, for those who watch from outside the node. */
    void begin(@Observes Startup event) {
        metrics.gauge("stork_ready", () -> allReachedOnce() ? 1 : 0);
    }

    /** All of them, in no particular order. */
    List<Readiness> all() {
        List<Readiness> all = new ArrayList<>();
        features.forEach(all::add);
        return all;
    }

    /** Asks the ones that have not been ready yet, and answers whether now all have been. */
    boolean allReachedOnce() {
        boolean complete = true;
        for (Readiness feature : features) {
            if (!reached.contains(feature.name())) {
                if (feature.ready()) {
                    reached.add(feature.name());
                } else {
                    complete = false;
                }
            }
        }
        if (complete && collected.compareAndSet(false, true)) {
            // Reading the cluster leaves more garbage than it keeps; collected now, it delays no scheduler's call.
            System.gc();
        }
        return complete;
    }
}
