package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first sighting of something since it was last otherwise, and the one that agreed with it. Not thread-safe. */
final class Sightings {
    private @Nullable Sighting first;
    private @Nullable Sighting second;

    /**
     * It was seen, in a view that held at {@code heldAt}. Two agree when they are far enough apart by the driver's time and
     * by ours: a view may be older than what is said to have held then.
     */
    void add(Instant heldAt, Instant now, Duration apart) {
        if (first == null || heldAt.isBefore(first.heldAt())) {
            first = new Sighting(heldAt, now);
            second = null;
        } else if (second == null
                && !heldAt.isBefore(first.heldAt().plus(apart))
                && !now.isBefore(first.seenAt().plus(apart))) {
            second = new Sighting(heldAt, now);
        }
    }

    /** It was seen otherwise, or what was seen proves nothing any more. */
    void lose() {
        first = null;
        second = null;
    }

    @Nullable
    Sighting first() {
        return first;
    }

    @Nullable
    Sighting second() {
        return second;
    }
}
