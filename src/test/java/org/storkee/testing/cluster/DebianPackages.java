package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs that cannot be built here: fetched as Debian packages of this machine's release and unpacked into the cache,
 * where they stay. Nothing is installed and no service is started.
 */
public final class DebianPackages {
    private static final List<String> REAL_NODE = List.of("runc", "containernetworking-plugins", "busybox-static");

    private final Path folder;

    private DebianPackages(Path folder) {
        this.folder = folder;
    }

    /**
     * Fetches what the cache lacks for the {@link RealNode}: 10 MB the first time.
     *
     * @throws ClusterException when the packages cannot be fetched
     */
    static DebianPackages ensure() {
        return ensure("real-node", REAL_NODE, false);
    }

    /**
     * Fetches packages, with what they need and this machine lacks, into a folder of the cache.
     *
     * @throws ClusterException when they cannot be fetched
     */
    public static Path withDependencies(String purpose, List<String> names) {
        return ensure(purpose, names, true).folder;
    }

    private static DebianPackages ensure(String purpose, List<String> names, boolean dependencies) {
        Path cache = Repository.cache().resolve(purpose);
        Path folder = cache.resolve("debian");
        try {
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("debian.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(folder)) {
                    Path half = cache.resolve("debian.fetching");
                    Binaries.delete(half);
                    Binaries.say("fetching " + String.join(", ", names) + " as " + purpose + " (only the first time)");
                    fetch(Files.createDirectories(half), names, dependencies);
                    Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return new DebianPackages(folder);
        } catch (IOException e) {
            throw new ClusterException("cannot fetch Debian packages into " + folder + ": " + e, e);
        }
    }

    Path runc() {
        return folder.resolve("usr/sbin/runc");
    }

    /** Folder of the CNI plugins. */
    Path networkPlugins() {
        return folder.resolve("usr/lib/cni");
    }

    Path busybox() {
        return folder.resolve("bin/busybox");
    }

    private static void fetch(Path into, List<String> names, boolean dependencies) throws IOException {
        try {
            download(into, List.of(), names, dependencies);
        } catch (ClusterException e) {
            // A machine made from an image often has no package lists: take some of our own, aside.
            Path lists = Files.createDirectories(into.resolve("lists/partial")).getParent();
            List<String> aside = List.of("-o", "Dir::State::Lists=" + lists, "-o", "Dir::Cache=" + lists);
            apt(into, aside, List.of("update"));
            download(into, aside, names, dependencies);
            Binaries.delete(lists);
        }
        try (Stream<Path> files = Files.list(into)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".deb")).toList()) {
                run(into, List.of("dpkg", "-x", file.toString(), into.toString()));
                Files.delete(file);
            }
        }
    }

    private static void download(Path into, List<String> options, List<String> names, boolean dependencies)
            throws IOException {
        List<String> download = new ArrayList<>(List.of("download"));
        if (dependencies) {
            // Into our folder, past the locks of a package manager that we do not touch.
            Files.createDirectories(into.resolve("partial"));
            download = new ArrayList<>(List.of(
                    "-o",
                    "Dir::Cache::archives=" + into,
                    "-o",
                    "Debug::NoLocking=1",
                    "install",
                    "--download-only",
                    "--no-install-recommends",
                    "--yes"));
        }
        download.addAll(names);
        apt(into, options, download);
    }

    private static void apt(Path into, List<String> options, List<String> arguments) throws IOException {
        // As the user that apt switches to, it may not write into our cache.
        List<String> command = new ArrayList<>(List.of("apt-get", "-q", "-o", "APT::Sandbox::User=root"));
        command.addAll(options);
        command.addAll(arguments);
        run(into, command);
    }

    private static void run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new ClusterException(String.join(" ", command) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while running " + command.getFirst(), e);
        }
    }
}
