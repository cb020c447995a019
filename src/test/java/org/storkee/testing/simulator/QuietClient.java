package org.storkee.testing.simulator;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the Kubernetes client's log, which is no news to a person, off the console of command-line tools. */
public final class QuietClient {
    // Held here: the log manager forgets a logger, level and all, that nobody holds.
    private static final Logger CLIENT = Logger.getLogger("io.fabric8.kubernetes.client");

    private QuietClient() {}

    /** From now on only errors of the client are logged in this JVM. */
    public static void hush() {
        CLIENT.setLevel(Level.SEVERE);
    }
}
