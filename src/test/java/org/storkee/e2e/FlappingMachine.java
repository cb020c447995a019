package org.storkee.e2e;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.storkee.testing.simulator.StorageSimulator;

/** A machine whose storage is Offline and Online in turns until it is closed; it ends Online. */
final class FlappingMachine implements AutoCloseable {
    private final StorageSimulator storage;
    private final String node;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("flapping").factory());
    private boolean offline;
    private long since;
    private int outages;
    private Duration longest = Duration.ZERO;

    /** Changes at once and then after every {@code period}; {@code first}: whether it goes Offline first. */
    FlappingMachine(StorageSimulator storage, String node, Duration period, boolean first) {
        this.storage = storage;
        this.node = node;
        offline = !first;
        since = System.nanoTime();
        clock.scheduleAtFixedRate(this::change, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void change() {
        if (offline) {
            heal();
        } else {
            since = System.nanoTime(); // before: it is down from some time during the call
            storage.fail(node, false);
            outages++;
            offline = true;
        }
    }

    private void heal() {
        storage.heal(node);
        offline = false;
        Duration outage = Duration.ofNanos(System.nanoTime() - since);
        longest = outage.compareTo(longest) > 0 ? outage : longest;
    }

    String node() {
        return node;
    }

    /** How often it went Offline. */
    synchronized int outages() {
        return outages;
    }

    /** No outage was longer; an upper bound. */
    synchronized Duration longestOutage() {
        return longest;
    }

    @Override
    public void close() {
        clock.shutdown();
        synchronized (this) {
            if (offline) {
                heal();
            }
        }
    }
}
