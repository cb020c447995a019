package org.storkee.operations;

import jakarta.annotation.PostConstruct;
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
import java.time.Duration;

/** Beats every 5 s for as long as timers work at all: the one thing only a restart cures when it stops. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HeartbeatTimer {
    static final Duration PERIOD = Duration.ofSeconds(5);

    @Resource
    TimerService timers;

    private volatile long lastBeat = System.nanoTime();

    @PostConstruct
    void start() {
        timers.createIntervalTimer(PERIOD.toMillis(), PERIOD.toMillis(), new TimerConfig("heartbeat", false));
    }

    @Timeout
    void beat() {
        lastBeat = System.nanoTime();
    }

    /** Time since the last beat, or since the start when there was none yet. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - lastBeat);
    }
}
