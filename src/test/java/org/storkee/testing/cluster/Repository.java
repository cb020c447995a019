package org.storkee.testing.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie: the source tree, and the cache outside it. Uses the JDK only (see {@link Binaries}). */
public final class Repository {
    private Repository() {}

    /** The root of the source tree: the working directory or the nearest parent that holds the Go modules. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("src/test/cluster/kubernetes"))) {
                return folder;
            }
        }
        throw new ClusterException(
                "no src/test/cluster in " + start + " or above it: run from inside the source tree of Stork EE");
    }

    /** The cache that survives {@code make clean}: {@code $XDG_CACHE_HOME/storkee}, by default below the home folder. */
    public static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("storkee");
    }
}
