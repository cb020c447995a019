package org.storkee.health;

import java.time.Instant;
import java.util.List;

/**
 * How many pods may be deleted now: a token bucket, fair over nodes, so that a hundred pods of one node do not keep those
 * of the next one waiting. Pure but for its memory. Not thread-safe.
 */
public final class RelocationBudget {
    /** Starts with a full bucket. */
    public RelocationBudget(HealthSettings settings) {}

    /**
     * The same decisions in the same order; a deletion that must wait becomes {@link Action#NOTHING} with
     * {@link Reason#RATE_LIMITED}. What writes no pod, or is not to be carried out, passes and costs nothing. A deletion
     * that was let through does not come again within 5 s: the cache may not show it yet, or the API server refused it.
     */
    public List<Decision> admit(List<Decision> decisions, Instant now) {
        throw new UnsupportedOperationException();
    }
}
