package org.storkee.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Since when a bound volume is missing from a fresh view (design S8): a pod waits for it for a while, then goes on
 * without. Thread-safe; remembers a bounded number of volumes.
 */
final class UnseenVolumes {
    private static final int REMEMBERED = 10_000;
    /** A volume not asked for in this long starts anew: it may have been seen and lost since. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private final Clock clock;
    private final Duration patience;
    private final Map<String, Instant> firstMissed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    UnseenVolumes(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** True while the pod should wait for {@code volume}, counted from the first call for it. */
    synchronized boolean wait(String volume) {
        Instant now = clock.instant();
        Instant first = firstMissed.get(volume);
        if (first == null || first.plus(patience).plus(FORGOTTEN).isBefore(now)) {
            firstMissed.remove(volume);
            firstMissed.put(volume, now);
            first = now;
        }
        return now.isBefore(first.plus(patience));
    }

    /** The volume was seen. */
    synchronized void seen(String volume) {
        firstMissed.remove(volume);
    }
}
