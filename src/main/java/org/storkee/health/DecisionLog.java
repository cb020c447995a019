package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #SIZE} decisions with their evidence. One that repeats itself within a minute takes one entry with a
 * count, so that what was done an hour ago is still there. Thread-safe.
 */
public final class DecisionLog {
    /** How many entries are kept; at most half of them say {@link Action#NOTHING} once others want the room. */
    public static final int SIZE = 1000;

    private static final Duration SAME = Duration.ofMinutes(1);

    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    /** What was said within the last minute or two; outlives its entry, so that nothing looks new for want of room. */
    private final Map<Decision.Subject, Trace> traces = new HashMap<>();

    private @Nullable Instant swept;
    private long number;
    private int idle;

    private record Trace(long number, Instant first, Instant last, long count) {
        boolean over(Instant now) {
            return now.isAfter(last.plus(SAME));
        }
    }

    /**
     * One decision, or several that say the same.
     *
     * @param number counts entries from 1; larger is newer
     * @param decision the newest of them, with its evidence
     * @param first when it was first made
     * @param last when it was last made
     * @param count how often
     * @param outcome what came of carrying it out, or null: not carried out, or not finished
     */
    public record Entry(
            long number,
            Decision decision,
            Instant first,
            Instant last,
            long count,
            @Nullable String outcome) {}

    /**
     * Keeps a decision.
     *
     * @return its entry as it is now; a count above 1 says that the same was told before
     */
    public synchronized Entry add(Decision decision) {
        sweep(decision.at());
        Trace trace = traces.get(decision.subject());
        Trace next = trace == null || trace.over(decision.at())
                ? new Trace(++number, decision.at(), decision.at(), 1)
                : new Trace(trace.number(), trace.first(), decision.at(), trace.count() + 1);
        traces.put(decision.subject(), next);
        Entry former = entries.remove(next.number()); // to the end: the oldest is what was not said for longest
        String outcome = former == null ? null : former.outcome();
        Entry entry = new Entry(next.number(), decision, next.first(), next.last(), next.count(), outcome);
        entries.put(entry.number(), entry);
        idle += former == null && idle(entry) ? 1 : 0;
        if (entries.size() > SIZE) {
            evict();
        }
        return entry;
    }

    private void sweep(Instant now) {
        if (swept == null || now.isAfter(swept.plus(SAME))) {
            traces.values().removeIf(trace -> trace.over(now));
            swept = now;
        }
    }

    /** The oldest; while many say that nothing was to be done, the oldest of those. */
    private void evict() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (idle <= SIZE / 2 || idle(entry)) {
                oldest.remove();
                idle -= idle(entry) ? 1 : 0;
                return;
            }
        }
    }

    private static boolean idle(Entry entry) {
        return entry.decision().action() == Action.NOTHING;
    }

    /** What came of entry {@code number}; nothing happens when it is not kept any more. */
    public synchronized void outcome(long number, String outcome) {
        entries.computeIfPresent(
                number,
                (n, entry) -> new Entry(n, entry.decision(), entry.first(), entry.last(), entry.count(), outcome));
    }

    /** All that is kept, newest last decision first. */
    public synchronized List<Entry> entries() {
        List<Entry> all = new ArrayList<>(entries.values());
        all.sort(Comparator.comparing(Entry::last)
                .thenComparingLong(Entry::number)
                .reversed());
        return all;
    }
}
