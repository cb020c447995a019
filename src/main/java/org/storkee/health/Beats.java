package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the beats in which evidence is looked at follow each other closely enough to have missed nothing. Pure. */
final class Beats {
    private Beats() {}

    /**
     * True when what was seen before {@code now} proves nothing any more: the process was stopped in between, or the
     * clock was set, forward or back.
     *
     * @param last the beat before, or null for the first one, which breaks nothing
     */
    static boolean broken(@Nullable Instant last, Instant now, Duration longestGap) {
        return last != null && (now.isBefore(last) || now.isAfter(last.plus(longestGap)));
    }
}
