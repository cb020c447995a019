package org.storkee.cluster;

import java.util.Map;

/**
 * What a feature tells the probes about itself. Implement it in an {@code @ApplicationScoped} bean; the probes find it
 * through CDI, so a feature never calls {@code operations}.
 *
 * <p>The server becomes ready when every implementation has answered {@code true} at least once, not necessarily all at
 * the same time, and then stays ready: a later {@code false} and the {@link #data()} are shown, but do not take the
 * server out of service, because an unready extender stops scheduling altogether.
 *
 * <p>Called on a request thread, every few seconds: answer from memory, do not throw. Implementations are thread-safe.
 */
public interface Readiness {
    /** A short stable name in lower case with hyphens, such as {@code cluster-cache}: the name of the check in the answer. */
    String name();

    /** Whether the feature can do its work now. */
    boolean ready();

    /**
     * Facts for people, such as {@code apiServer=reachable} or {@code viewAgeMillis.declared=1200}: keys to values of type
     * {@link String}, {@link Long}, {@link Integer} or {@link Boolean} (others are shown by {@code toString}). Never null.
     */
    default Map<String, Object> data() {
        return Map.of();
    }
}
