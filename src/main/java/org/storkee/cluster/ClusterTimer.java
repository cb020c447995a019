package org.storkee.cluster;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the caches and leadership with the application, and probes the API server every few seconds. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ClusterTimer {
    private static final Logger LOG = Logger.getLogger(ClusterTimer.class.getName());
    private static final long PERIOD_MILLIS = 2_000;

    private final AtomicBoolean probing = new AtomicBoolean();

    @Resource
    TimerService timers;

    @Inject
    ManagedResources resources;

    @Inject
    ClusterCache cache;

    @Inject
    ApiServer apiServer;

    @Inject
    Leadership leadership;

    @PostConstruct
    void start() {
        resources.executor().execute(cache::start);
        resources.executor().execute(leadership::run);
        timers.createIntervalTimer(0, PERIOD_MILLIS, new TimerConfig("api-server-probe", false));
    }

    /** The Lease first, so that another replica leads at once. */
    @PreDestroy
    void stop() {
        leadership.stop();
        cache.stop();
    }

    /** Only enqueues: a probe that waits for its time-out must not hold the timer. */
    @Timeout
    void beat() {
        if (probing.compareAndSet(false, true)) {
            resources.executor().execute(() -> {
                try {
                    apiServer.probe();
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "probing the API server failed; the next beat tries again", e);
                } finally {
                    probing.set(false);
                }
            });
        }
    }
}
