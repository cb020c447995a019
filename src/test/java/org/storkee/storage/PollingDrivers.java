package org.storkee.storage;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.NoMetrics;

/** Gives a {@link PollingDriver} outside the server what the server would inject. */
public final class PollingDrivers {
    private PollingDrivers() {}

    /** Wires {@code driver} with threads and a beat of its own and no metrics; its own fields are the caller's. */
    public static <T extends PollingDriver> T wire(T driver, Duration interval, Duration timeout) {
        PollingDriver fields = driver;
        fields.metrics = NoMetrics.registry();
        fields.interval = interval;
        fields.timeout = timeout;
        fields.executor = ManagedExecutors.virtual();
        var _ = ManagedExecutors.scheduled().scheduleWithFixedDelay(driver::beat, 0, 50, TimeUnit.MILLISECONDS);
        return driver;
    }
}
