package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which test classes of {@link ClusterTest} this run has begun and ended, for tests of what all the others left behind. A
 * run may have several JVMs, which tell each other by files.
 */
public final class SuiteSoFar {
    /** What the JVMs of one run have in common, and no other run. */
    static final String RUN =
            System.getProperty("storkee.run", "pid-" + ProcessHandle.current().pid());

    private static final Path FOLDER = Repository.root().resolve("target/suite").resolve(RUN);

    private SuiteSoFar() {}

    static void begins(Class<?> test) {
        write("begun", test.getName(), "");
    }

    static void ends(Class<?> test) {
        write("ended", test.getName(), "");
    }

    static void failed(String test) {
        write("failed", Integer.toHexString(test.hashCode()), test);
    }

    /** Where the API server of one JVM's cluster writes requests down. */
    static void writesDown(Path auditLog) {
        write("audit", Integer.toHexString(auditLog.hashCode()), auditLog.toString());
    }

    /** How many tests have failed. */
    public static int failures() {
        return names("failed").size();
    }

    /** The classes that have begun and not ended, but for {@code self}. */
    public static Set<String> othersUnderWay(Class<?> self) {
        Set<String> underWay = new HashSet<>(names("begun"));
        underWay.removeAll(names("ended"));
        underWay.remove(self.getName());
        return underWay;
    }

    /** What the API servers of all clusters that the classes share wrote down. */
    public static Set<Path> auditLogs() {
        return names("audit").stream()
                .map(name -> Path.of(read(FOLDER.resolve("audit").resolve(name))))
                .collect(Collectors.toSet());
    }

    /**
     * The classes with {@link ClusterTest} that were compiled beside {@code last} and have not been run, but for those
     * that not every machine can run.
     */
    public static Set<String> missing(Class<?> last) {
        Set<String> begun = names("begun");
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
                        .map(Class::getName)
                        .filter(test -> !begun.contains(test))
                        .collect(Collectors.toSet());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(String kind, String name, String content) {
        try {
            Files.writeString(Files.createDirectories(FOLDER.resolve(kind)).resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(String kind) {
        Path folder = FOLDER.resolve(kind);
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
