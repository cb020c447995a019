package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a {@link RealNode} changes on the machine that does not end with its processes: cgroups, and an address on
 * loopback. Each is written down in the cluster's folder before it is made, so that whoever stops the cluster, a later
 * run after a crash included, takes back exactly these. Uses the JDK only (see {@link Leftovers}).
 */
final class HostChanges {
    private static final int ATTEMPTS = 100;

    private final Path folder;

    /** For a cluster's folder. */
    HostChanges(Path folder) {
        this.folder = folder;
    }

    /** Makes a cgroup of this name at the top of every hierarchy. */
    void makeCgroup(String name) throws IOException {
        write("cgroup " + name);
        for (Path mount : RealNodeHost.cgroupMounts()) {
            Files.createDirectories(mount.resolve(name));
        }
    }

    /**
     * Gives the machine one more IPv4 address that only itself can reach.
     *
     * @param busybox does it, and later takes it back
     */
    void addAddress(String address, Path busybox) throws IOException {
        write("address " + address + " " + busybox);
        if (!ip(busybox.toString(), "add", address)) {
            throw new IOException("cannot add the address " + address + " to the loopback interface");
        }
    }

    /** Takes back what is written down; the processes must have ended. Does nothing when nothing is. */
    static void undo(Path folder) {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] change = line.split(" ", 3);
                if (change[0].equals("cgroup")) {
                    removeCgroup(change[1]);
                } else {
                    ip(change[2], "del", change[1]);
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new ClusterException("cannot take back the changes to this machine listed in " + file + ": " + e, e);
        }
    }

    private void write(String change) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(file(folder), change + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Path file(Path folder) {
        return folder.resolve("host-changes");
    }

    private static void removeCgroup(String name) throws IOException {
        for (Path mount : RealNodeHost.cgroupMounts()) {
            Path top = mount.resolve(name);
            for (int attempt = 1; Files.exists(top); attempt++) {
                try {
                    removeFolders(top);
                } catch (IOException | UncheckedIOException e) {
                    if (attempt == ATTEMPTS) {
                        throw new IOException("cgroup " + top + " does not get empty", e);
                    }
                    pause(); // its last process is about to end
                }
            }
        }
    }

    /** The files of a cgroup go with its folder; they cannot be deleted. */
    private static void removeFolders(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.filter(Files::isDirectory)
                    .sorted((a, b) -> b.compareTo(a))
                    .toList()) {
                Files.delete(path);
            }
        }
    }

    /** Whether it worked; taking back an address that is gone does not, and need not. */
    private static boolean ip(String busybox, String verb, String address) throws IOException {
        Process process = new ProcessBuilder(List.of(busybox, "ip", "addr", verb, address + "/32", "dev", "lo"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while removing cgroups", e);
        }
    }
}
