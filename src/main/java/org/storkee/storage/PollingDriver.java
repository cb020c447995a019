package org.storkee.storage;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;

/**
 * A driver whose storage systems have to be asked. A subclass says which there are; this class asks each of them at
 * once, then every {@code stork.drivers.poll-interval}, off the request path, one round at a time per instance, and
 * gives up on a round after {@code stork.drivers.observe-timeout} ({@link PollRounds} has the rules). An instance that
 * is no longer named is withdrawn. Thread-safe.
 */
public abstract class PollingDriver implements TopologyCapability {
    private static final Logger LOG = Logger.getLogger(PollingDriver.class.getName());
    private volatile @Nullable PollRounds rounds;
    private volatile boolean stumbled;

    @Inject
    MetricRegistry metrics;

    @Inject
    TopologyService topologies;

    @Inject
    @ConfigProperty(name = "stork.drivers.poll-interval")
    Duration interval;

    @Inject
    @ConfigProperty(name = "stork.drivers.observe-timeout")
    Duration timeout;

    @Resource(lookup = "java:app/concurrent/stork")
    ManagedExecutorService executor;

    /**
     * The storage systems to observe now; empty while there are none. Asked several times a second, so it answers from
     * memory; an instance may be replaced by another one of the same id, as when its settings change.
     */
    protected abstract Collection<? extends PolledInstance> instances();

    @Override
    public void start(ViewSink sink) {
        rounds = new PollRounds(sink, executor, System::nanoTime, interval, timeout, this::observed);
    }

    /** Whether each instance there is now was observed once, or told why it cannot be. */
    @Override
    public boolean observed() {
        return topologies
                .known()
                .containsAll(instances().stream().map(PolledInstance::id).toList());
    }

    /** Nothing is left to do: rounds follow the finer {@link #beat}. */
    @Override
    public void tick() {
        // A view is confirmed or replaced by its next round.
    }

    @Override
    public void stop() {
        PollRounds current = rounds;
        if (current != null) {
            current.stop();
        }
    }

    /** Brings the next round forward, at most one a second; a driver that can ask for one volume may override it. */
    @Override
    public void lookUp(DriverId driver, String volumeKey) {
        PollRounds current = rounds;
        if (current != null) {
            current.bringForward(driver);
        }
    }

    /** Begins due rounds and ends overdue ones; a beat without work costs nothing. */
    @Override
    public void beat() {
        PollRounds current = rounds;
        try {
            if (current != null) {
                current.beat(instances());
            }
            stumbled = false;
        } catch (RuntimeException e) { // told once, not ten times a second
            LOG.log(
                    stumbled ? Level.FINE : Level.WARNING,
                    e,
                    () -> "storage driver " + type() + ": a beat failed; the next one tries again");
            stumbled = true;
        }
    }

    private void observed(DriverId driver, Duration took) {
        metrics.timer("stork_driver_observation", new Tag("driver", driver.toString()))
                .update(took);
    }
}
