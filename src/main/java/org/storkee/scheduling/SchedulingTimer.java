package org.storkee.scheduling;

import jakarta.annotation.PostConstruct;
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

/** The level trigger of what scheduling does besides answering: retries, sweeps, gauges, and the watch for KubeVirt. */
@Startup
@Singleton
@DependsOn("StorageTimer")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SchedulingTimer {
    private static final Logger LOG = Logger.getLogger(SchedulingTimer.class.getName());
    private static final long PERIOD_MILLIS = 1_000;
    private static final int BEATS_PER_SWEEP = 5;

    private final AtomicBoolean sweeping = new AtomicBoolean();
    private int beats;

    @Resource
    TimerService timers;

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    LedgerFeed ledger;

    @Inject
    WakeUps wakeUps;

    @Inject
    VirtualMachines virtualMachines;

    @PostConstruct
    void start() {
        ledger.start();
        timers.createIntervalTimer(PERIOD_MILLIS, PERIOD_MILLIS, new TimerConfig("scheduling-tick", false));
    }

    /** Only enqueues: a sweep may wait for the API server. */
    @Timeout
    void beat() {
        wakeUps.pump();
        if (beats++ % BEATS_PER_SWEEP == 0 && sweeping.compareAndSet(false, true)) {
            executor.execute(this::sweep);
        }
    }

    private void sweep() {
        try {
            ledger.sweep();
            wakeUps.lookSoon(); // a view that only grew stale is no event, and lets pods through as well
            virtualMachines.watchIfPresent();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a scheduling sweep failed; the next one comes in 5 s", e);
        } finally {
            sweeping.set(false);
        }
    }
}
