package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One program of a cluster: started, watched and stopped, its output in {@code logs/<name>.log} and its process id in
 * {@code pids/<name>}, so that a later run can end what a crashed one left (see {@link Leftovers}).
 *
 * <p>Not thread-safe: one owner starts and stops it.
 */
public final class ManagedProcess {
    private final String name;
    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private Process process;
    private long logStart;

    /**
     * Prepares a program; nothing runs yet.
     *
     * @param folder the cluster's folder, which is also the working directory
     */
    public ManagedProcess(String name, Path folder, List<String> command, Map<String, String> environment) {
        this.name = name;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
    }

    /** Starts it; its log is appended to, so that a restart keeps the story. */
    public ManagedProcess start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " already runs as process " + pid());
        }
        try {
            Files.createDirectories(log().getParent());
            logStart = Files.exists(log()) ? Files.size(log()) : 0;
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            process = builder.start();
            Leftovers.remember(folder, name, process.toHandle());
            return this;
        } catch (IOException e) {
            throw new ClusterException("cannot start " + name + " (" + command.getFirst() + "): " + e.getMessage(), e);
        }
    }

    /** Waits until a check holds; fails at once with the end of the log when the program has ended. */
    public ManagedProcess await(Duration limit, String what, BooleanSupplier check) {
        long end = System.nanoTime() + limit.toNanos();
        long pause = 20;
        while (!check.getAsBoolean()) {
            if (!isAlive()) {
                throw new ClusterException(
                        name + " ended (exit " + process.exitValue() + ") before it was " + what + ".\n" + logTail(20));
            }
            if (System.nanoTime() > end) {
                throw new ClusterException(
                        name + " was not " + what + " after " + limit.toSeconds() + " s.\n" + logTail(20));
            }
            sleep(pause);
            pause = Math.min(pause * 5 / 4, 250);
        }
        return this;
    }

    /** Waits until a program that ends by itself has done so; fails with the end of its log when it failed. */
    void awaitSuccess(Duration limit) {
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                String how = ended ? "failed (exit " + process.exitValue() + ")" : "did not end within " + limit;
                throw new ClusterException(name + " " + how + ".\n" + logTail(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while waiting for " + name, e);
        }
    }

    /** Asks it to end, and ends it the hard way after ten seconds. Does nothing when it does not run. */
    public void stop() {
        end(false);
    }

    /** Ends it and its children at once (SIGKILL), as a crash would. */
    public void kill() {
        end(true);
    }

    /** Freezes it (SIGSTOP): its connections stay open and nothing answers. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process id of the program, of its only child when the program is a script that waits for one. */
    public long pid() {
        ProcessHandle handle = process.toHandle();
        List<ProcessHandle> children = handle.children().toList();
        while (children.size() == 1) {
            handle = children.getFirst();
            children = handle.children().toList();
        }
        return handle.pid();
    }

    public Path log() {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** What it has printed since it was last started; empty when that cannot be read. */
    public String output() {
        try (InputStream in = Files.newInputStream(log())) {
            in.skipNBytes(logStart);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The last lines of its log, with the log's place above them. */
    public String logTail(int lines) {
        try {
            List<String> all =
                    Files.readString(log(), StandardCharsets.UTF_8).lines().toList();
            List<String> tail = new ArrayList<>(all.subList(Math.max(0, all.size() - lines), all.size()));
            tail.addFirst("The end of " + log() + ":");
            return String.join("\n", tail);
        } catch (IOException e) {
            return "No log in " + log() + ": " + e;
        }
    }

    private void end(boolean hard) {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.addFirst(process.toHandle());
        Leftovers.end(all, hard);
        awaitKnownToHaveEnded();
        Leftovers.forget(folder, name);
    }

    /** The kernel knows a moment before the JDK does, and {@link #start()} asks the JDK. */
    private void awaitKnownToHaveEnded() {
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while ending " + name, e);
        }
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new ClusterException("cannot send SIG" + signal + " to " + name + " (process " + pid() + ")");
            }
        } catch (IOException e) {
            throw new ClusterException("cannot run kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while signalling " + name, e);
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while waiting", e);
        }
    }
}
