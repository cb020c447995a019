package org.storkee.cluster;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/**
 * The clock and the threads all features share: virtual threads with the application's context, so that waiting for
 * the API server costs no platform thread. Tests inject a clock of their own instead.
 */
@ApplicationScoped
@ManagedExecutorDefinition(name = "java:app/concurrent/stork", virtual = true, maxAsync = 256)
public class ManagedResources {
    @Resource(lookup = "java:app/concurrent/stork")
    private ManagedExecutorService executor;

    /** Wall-clock time in UTC. */
    @Produces
    @ApplicationScoped
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Runs tasks on managed virtual threads; never shut it down. */
    ManagedExecutorService executor() {
        return executor;
    }
}
