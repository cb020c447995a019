package org.storkee.health;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when, on the local clock, each of several things has been seen without a break. For what the API server dates by
 * its own clock: deletions, placements. Not thread-safe.
 *
 * @param <K> what is seen, for example a pod's UID
 */
public final class FirstSeen<K> {
    private Map<K, Instant> since = new HashMap<>();

    /**
     * One look: {@code seen} are there, all others are not (any more). On a clock that was set back, what was seen in the
     * future is seen now.
     *
     * @return since when each of them is there; the caller's to keep
     */
    public Map<K, Instant> observe(Collection<K> seen, Instant now) {
        Map<K, Instant> next = HashMap.newHashMap(seen.size());
        for (K each : seen) {
            Instant then = since.getOrDefault(each, now);
            next.put(each, then.isAfter(now) ? now : then);
        }
        since = next;
        return Map.copyOf(next);
    }

    /** Forgets everything, as a new leader does. */
    public void reset() {
        since = new HashMap<>();
    }
}
