package org.storkee.storage;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gathers news: a task that is wanted many times within 50 ms runs once, at their end, and again for whatever is wanted
 * after it began. Thread-safe; one instance per task.
 */
public final class Soon {
    private static final long MILLIS = 50;

    private final AtomicBoolean wanted = new AtomicBoolean();

    /** Runs {@code task} on {@code scheduler} within 50 ms; returns at once. */
    public void run(Runnable task, ScheduledExecutorService scheduler) {
        if (wanted.compareAndSet(false, true)) {
            var _ = scheduler.schedule(
                    () -> {
                        wanted.set(false);
                        task.run();
                    },
                    MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }
}
