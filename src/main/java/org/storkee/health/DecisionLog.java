package org.storkee.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #SIZE} decisions with their evidence. One that changes nothing and repeats itself takes one entry with a
 * count, so that what was done an hour ago is still there. Thread-safe.
 */
public final class DecisionLog {
    /** How many entries are kept. */
    public static final int SIZE = 1000;

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
    public Entry add(Decision decision) {
        throw new UnsupportedOperationException();
    }

    /** What came of entry {@code number}; nothing happens when it is not kept any more. */
    public void outcome(long number, String outcome) {
        throw new UnsupportedOperationException();
    }

    /** All that is kept, newest last decision first. */
    public List<Entry> entries() {
        throw new UnsupportedOperationException();
    }
}
