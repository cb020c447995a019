package org.storkee.cluster;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends something at shutdown without letting it hold the server: the Kubernetes client waits without limit for answers
 * that may never come once the threads that would complete them are gone, and a port for callers that never finish.
 */
public final class BoundedStop {
    private static final Logger LOG = Logger.getLogger(BoundedStop.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private BoundedStop() {}

    /** Runs {@code action} and waits for it for three seconds at most; a failure is logged. */
    public static void run(String what, Runnable action) {
        Thread thread = Thread.ofVirtual().name(what).start(() -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.log(Level.FINE, e, () -> what + " failed; the server stops all the same");
            }
        });
        try {
            if (!thread.join(LIMIT)) {
                LOG.warning(
                        () -> what + " did not end within " + LIMIT.toSeconds() + " s; the server stops without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
