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
import java.util.concurrent.atomic.AtomicInteger;

/** A timer that does everything wrong: it throws at every beat. Deployed with the in-container tests only. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ThrowingTimer {
    @Resource
    TimerService timers;

    private final AtomicInteger beats = new AtomicInteger();

    @PostConstruct
    void start() {
        timers.createIntervalTimer(200, 200, new TimerConfig("throws", false));
    }

    @Timeout
    void beat() {
        beats.incrementAndGet();
        throw new IllegalStateException("on purpose");
    }

    public int beats() {
        return beats.get();
    }
}
