package org.storkee.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keys waiting to be worked on: each key waits at most once, is worked on by one thread at a time, and comes back later
 * and later (doubling, with jitter) while it fails. Thread-safe.
 *
 * @param <K> a key with value equality
 */
public final class WorkQueue<K> {
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 10;

    private final Clock clock;
    private final PriorityQueue<Entry<K>> waiting = new PriorityQueue<>();
    private final Map<K, Entry<K>> entries = new HashMap<>();
    private final Set<K> working = new HashSet<>();
    private final Map<K, Instant> again = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();

    /** An empty queue on {@code clock}. */
    public WorkQueue(Clock clock) {
        this.clock = clock;
    }

    /** Asks for {@code key} to be worked on now; while it is being worked on, once more after that. */
    public synchronized void add(K key) {
        add(key, Duration.ZERO);
    }

    /** The same after {@code delay}; an earlier request stands. */
    public synchronized void add(K key, Duration delay) {
        addAt(key, clock.instant().plus(delay));
    }

    private void addAt(K key, Instant due) {
        if (working.contains(key)) {
            again.merge(key, due, (a, b) -> a.isBefore(b) ? a : b);
            return;
        }
        Entry<K> former = entries.get(key);
        if (former != null && !former.due.isAfter(due)) {
            return;
        }
        if (former != null) {
            waiting.remove(former);
        }
        Entry<K> entry = new Entry<>(key, due);
        entries.put(key, entry);
        waiting.add(entry);
    }

    /** The next key that is due, or null; the caller must end it with {@link #done} or {@link #failed}. */
    public synchronized @Nullable K poll() {
        Entry<K> next = waiting.peek();
        if (next == null || next.due.isAfter(clock.instant())) {
            return null;
        }
        waiting.remove();
        entries.remove(next.key);
        working.add(next.key);
        return next.key;
    }

    /** Work on {@code key} succeeded. */
    public synchronized void done(K key) {
        failures.remove(key);
        finish(key, null);
    }

    /** Work on {@code key} failed: it comes back after its back-off, or when it was asked for meanwhile. */
    public synchronized void failed(K key) {
        int count = failures.merge(key, 1, Integer::sum);
        long millis = Math.min(LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(count - 1, MAX_DOUBLINGS));
        long jitter = ThreadLocalRandom.current().nextLong(millis / 2 + 1);
        finish(key, clock.instant().plusMillis(millis / 2 + jitter));
    }

    private void finish(K key, @Nullable Instant retry) {
        working.remove(key);
        Instant asked = again.remove(key);
        if (asked != null) {
            addAt(key, asked);
        }
        if (retry != null) {
            addAt(key, retry);
        }
    }

    /** How many keys wait or are being worked on. */
    public synchronized int size() {
        return waiting.size() + working.size();
    }

    private record Entry<K>(K key, Instant due) implements Comparable<Entry<K>> {
        @Override
        public int compareTo(Entry<K> other) {
            return due.compareTo(other.due);
        }
    }
}
