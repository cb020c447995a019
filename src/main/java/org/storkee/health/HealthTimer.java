package org.storkee.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.storkee.cluster.ClusterCache;

/** The beat of storage health: a look at the evidence every {@code stork.health.check-interval}. */
@Startup
@Singleton
@DependsOn("StorageTimer")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HealthTimer {
    private static final Logger LOG = Logger.getLogger(HealthTimer.class.getName());

    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean telling = new AtomicBoolean();
    private boolean started;

    @Resource
    TimerService timers;

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    ClusterCache cache;

    @Inject
    HealthSettings settings;

    @Inject
    HealthSignals signals;

    @Inject
    HealthLook health;

    @Inject
    Relocations relocations;

    @Inject
    VolumeConditions conditions;

    @Inject
    DecisionPage page;

    @PostConstruct
    void start() {
        page.register();
        if (settings.mode() != Mode.OFF) {
            long millis = settings.checkInterval().toMillis();
            timers.createIntervalTimer(millis, millis, new TimerConfig("health-look", false));
        }
    }

    @PreDestroy
    void stop() {
        page.unregister();
    }

    /** Only enqueues: a look that takes long must not hold the timer, and telling waits for the API server once. */
    @Timeout
    void beat() {
        if (!cache.ready()) {
            return;
        }
        if (!started) {
            started = true;
            signals.start();
            conditions.start();
        }
        enqueue(looking, health::look, "a look at the evidence");
        enqueue(telling, conditions::look, "telling volumes' conditions");
        relocations.pump();
    }

    private void enqueue(AtomicBoolean running, Runnable work, String what) {
        if (running.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, e, () -> what + " failed; the next beat tries again");
                } finally {
                    running.set(false);
                }
            });
        }
    }
}
