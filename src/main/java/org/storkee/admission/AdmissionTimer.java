package org.storkee.admission;

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

/** The beat of the webhook: its certificate, its registration, and the pods that slipped through. */
@Startup
@Singleton
@DependsOn("StorageTimer")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AdmissionTimer {
    private static final Logger LOG = Logger.getLogger(AdmissionTimer.class.getName());
    private static final long PERIOD_MILLIS = 1_000;

    private final AtomicBoolean looking = new AtomicBoolean();

    @Resource
    TimerService timers;

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    AdmissionSettings settings;

    @Inject
    Webhook webhook;

    @Inject
    AdmissionLook look;

    @Inject
    Misses misses;

    @Inject
    AdmissionMetrics metrics;

    @PostConstruct
    void start() {
        if (settings.enabled()) {
            metrics.begin();
            webhook.register();
            misses.start();
            timers.createIntervalTimer(0, PERIOD_MILLIS, new TimerConfig("admission-tick", false));
        }
    }

    @PreDestroy
    void stop() {
        webhook.unregister();
    }

    /** Only enqueues: a look waits for the API server. */
    @Timeout
    void beat() {
        if (looking.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    look.look();
                    misses.look();
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "a look at the webhook failed; the next beat tries again", e);
                } finally {
                    looking.set(false);
                }
            });
        }
    }
}
