package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a cluster's folder remembers of its processes: files {@code pids/<name>} with process id and start time. The
 * start time tells our process from a stranger that got the same id later.
 */
final class Leftovers {
    private static final long PATIENCE_SECONDS = 10;

    private Leftovers() {}

    /** Stops the processes of the cluster in a folder; runs as a source file, before anything was built. */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]).toAbsolutePath();
        System.out.println("stopped " + stopAll(folder) + " processes of " + args[0]);
        HostChanges.undo(folder);
    }

    static void remember(Path folder, String name, ProcessHandle handle) throws IOException {
        Path pids = Files.createDirectories(folder.resolve("pids"));
        Files.writeString(pids.resolve(name), handle.pid() + " " + startOf(handle) + "\n");
    }

    static void forget(Path folder, String name) {
        try {
            Files.deleteIfExists(folder.resolve("pids").resolve(name));
        } catch (IOException e) {
            throw new ClusterException("cannot delete the pid file of " + name + ": " + e, e);
        }
    }

    /**
     * Ends every process the folder remembers, with its children, at once: nobody will read their data again. Returns
     * how many still ran.
     */
    static int stopAll(Path folder) {
        Path pids = folder.resolve("pids");
        if (!Files.isDirectory(pids)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(pids)) {
            List<Path> all = files.toList();
            List<ProcessHandle> running =
                    all.stream().flatMap(file -> running(file).stream()).toList();
            List<ProcessHandle> withChildren = running.stream()
                    .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                    .toList();
            end(withChildren, true);
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            return running.size();
        } catch (IOException e) {
            throw new ClusterException("cannot read the pid files in " + pids + ": " + e, e);
        }
    }

    /** Ends processes, all at once; by force those that are still there after ten seconds, or all when hard. */
    static void end(List<ProcessHandle> handles, boolean hard) {
        for (ProcessHandle handle : handles) {
            if (hard) {
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (ProcessHandle handle : handles) {
            if (!ended(handle, end - System.nanoTime())) {
                handle.destroyForcibly();
                ended(handle, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            }
        }
    }

    /** Asks often: the JDK's own onExit looks at processes that are not its children every few seconds only. */
    private static boolean ended(ProcessHandle handle, long nanos) {
        long end = System.nanoTime() + nanos;
        try {
            while (handle.isAlive() && !isZombie(handle)) {
                if (System.nanoTime() > end) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Whether it has ended, with all its threads, and only waits for its parent, the machine's first process, which may
     * take its time. Never for our own children: them the JDK looks after at once.
     */
    private static boolean isZombie(ProcessHandle handle) {
        if (handle.parent().filter(ProcessHandle.current()::equals).isPresent()) {
            return false;
        }
        Path process = Path.of("/proc/" + handle.pid());
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            String stat = Files.readString(process.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z' && threads.count() <= 1;
        } catch (IOException | UncheckedIOException e) {
            return false; // just gone, or no Linux: isAlive tells
        }
    }

    private static Optional<ProcessHandle> running(Path file) {
        try {
            String[] parts = Files.readString(file).strip().split(" ");
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(handle -> startOf(handle) == Long.parseLong(parts[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // half-written by a run that died there: nothing to hold on to
        }
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    }
}
