package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That nothing can be decided at all is itself a decision, once it lasts: silence would look like health. Not thread-safe. */
final class Blindness {
    /** The first lists take seconds; what is not there after this is refused. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private @Nullable Instant since;

    /**
     * One look.
     *
     * @param missing what cannot be read, or null when all can
     * @return what is to be told, or null
     */
    @Nullable
    Decision observe(@Nullable String missing, Instant now) {
        if (missing == null) {
            since = null;
            return null;
        }
        since = since == null || since.isAfter(now) ? now : since;
        return now.isBefore(since.plus(PATIENCE)) ? null : decision(missing, now);
    }

    private static Decision decision(String missing, Instant now) {
        return new Decision(
                now,
                Action.TELL,
                false,
                Reason.NO_EVIDENCE,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                missing + ", so nothing is decided",
                List.of());
    }
}
