package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of the control plane, built once from the Go modules in {@code src/test/cluster} into the cache.
 *
 * <p>The folder of a build is keyed by everything that makes its content: module files and sources, flags, Go version.
 * A file lock lets two builds at once share the work, and a build appears by one rename, whole or not at all.
 *
 * <p>This class and what it uses need the JDK only, so that {@code make} can run it as a source file while Maven is
 * still downloading: {@code java src/test/java/org/storkee/testing/cluster/Binaries.java}.
 */
public final class Binaries {
    private static final Object ONE_BUILD_PER_JVM = new Object();

    private final List<Path> folders;

    private Binaries(List<Path> folders) {
        this.folders = folders;
    }

    /**
     * Builds what the cache lacks of the control plane, with {@code all} of everything that tests on this machine run,
     * and prints where it is. Of which version: {@link KubernetesVersion#chosen}.
     */
    public static void main(String[] args) {
        try {
            List<GoBuild> builds = new ArrayList<>(GoBuild.controlPlane(KubernetesVersion.chosen()));
            if (List.of(args).contains("all")) {
                builds.addAll(GoBuild.STORAGE);
                builds.addAll(GoBuild.MONITORING);
                if (RealNodeHost.missing().isEmpty()) {
                    builds.addAll(GoBuild.REAL_NODE);
                }
            }
            ensure(builds).forEach(folder -> say("ready in " + folder));
        } catch (ClusterException e) {
            say(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Builds what the cache lacks of the control plane: minutes the first time, milliseconds afterwards. Thread-safe.
     *
     * <p>The system property {@code storkee.binaries} names a folder of ready programs to take instead.
     *
     * @throws ClusterException when Go is missing, the disk is too full or a build fails
     */
    public static Binaries ensure() {
        String given = System.getProperty("storkee.binaries", "");
        if (!given.isBlank()) {
            return new Binaries(List.of(Path.of(given)));
        }
        return new Binaries(ensure(GoBuild.controlPlane(KubernetesVersion.chosen())));
    }

    private static List<Path> ensure(List<GoBuild> builds) {
        String version = GoBuild.goVersion();
        List<Path> folders = new ArrayList<>();
        synchronized (ONE_BUILD_PER_JVM) {
            for (GoBuild build : builds) {
                folders.add(ensure(build, version));
            }
        }
        return List.copyOf(folders);
    }

    /**
     * The program of this name, e.g. {@code kube-apiserver}. One of a storage system or of the real node is built now,
     * with those it runs with, if the cache lacks it.
     */
    public Path program(String name) {
        List<Path> all = GoBuild.ON_DEMAND.stream()
                .filter(group -> group.stream().anyMatch(build -> build.makes(name)))
                .findFirst()
                .map(Binaries::ensure)
                .orElse(folders);
        for (Path folder : all) {
            Path program = folder.resolve(name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new ClusterException("program " + name + " is in none of " + all);
    }

    private static Path ensure(GoBuild build, String goVersion) {
        Path cache = Repository.cache().resolve("control-plane");
        Path folder = cache.resolve(build.module() + "-" + key(build, goVersion));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(folder.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = lock(channel, build)) {
                if (lock.isValid() && !Files.isDirectory(folder)) {
                    Path half = cache.resolve(folder.getFileName() + ".building");
                    delete(half);
                    build.run(half);
                    Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new ClusterException("cannot build " + build.module() + " into " + folder + ": " + e, e);
        }
    }

    private static FileLock lock(FileChannel channel, GoBuild build) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        say("another process is building " + build.module() + ": waiting for it");
        return channel.lock();
    }

    private static String key(GoBuild build, String goVersion) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (Stream<Path> sources = Files.walk(build.folder())) {
                for (Path source : sources.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(Files.readAllBytes(source));
                }
            }
            digest.update(String.join("\n", build.command(Path.of("out"))).getBytes(StandardCharsets.UTF_8));
            digest.update(goVersion.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new ClusterException("cannot read the Go module in " + build.folder() + ": " + e, e);
        }
    }

    /** Deletes a folder and all in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    static void say(String line) {
        System.out.println("[control plane] " + line);
    }
}
