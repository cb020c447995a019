package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** So many things per second, and so many at once after a rest. Time comes in from outside. Not thread-safe. */
final class TokenBucket {
    private final double perNano;
    private final double size;
    private double tokens;
    private @Nullable Instant last;

    /** A full one. */
    TokenBucket(int perSecond, int size) {
        perNano = perSecond / 1e9;
        this.size = size;
        tokens = size;
    }

    /** True when there was a token left to take. */
    boolean take(Instant now) {
        if (last != null && now.isAfter(last)) {
            tokens = Math.min(size, tokens + Duration.between(last, now).toNanos() * perNano);
        }
        last = now; // a clock that went back fills nothing and holds nothing up
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
