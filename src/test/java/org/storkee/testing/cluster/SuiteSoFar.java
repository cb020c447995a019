package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which test classes of {@link ClusterTest} this JVM has run, for tests of what all the others left behind. Thread-safe. */
public final class SuiteSoFar {
    private static final Set<Class<?>> BEGUN = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger FAILURES = new AtomicInteger();

    private SuiteSoFar() {}

    static void begins(Class<?> test) {
        BEGUN.add(test);
    }

    static void failed() {
        FAILURES.incrementAndGet();
    }

    /** How many tests have failed. */
    public static int failures() {
        return FAILURES.get();
    }

    /**
     * The classes with {@link ClusterTest} that were compiled beside {@code last} and have not been run, but for those
     * that not every machine can run.
     */
    public static Set<String> missing(Class<?> last) {
        try {
            Path root = Path.of(
                    last.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(file -> file.endsWith("ClusterIT.class"))
                        .map(file -> file.substring(0, file.length() - ".class".length())
                                .replace('/', '.'))
                        .map(SuiteSoFar::load)
                        .filter(test -> test.isAnnotationPresent(ClusterTest.class))
                        .filter(test -> !test.isAnnotationPresent(NeedsRealNode.class))
                        .filter(test -> !BEGUN.contains(test))
                        .map(Class::getName)
                        .collect(Collectors.toSet());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, SuiteSoFar.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
