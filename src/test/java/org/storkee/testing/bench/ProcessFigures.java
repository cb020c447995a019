package org.storkee.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of a process under {@code /proc}. */
final class ProcessFigures {
    /** Clock ticks per second in {@code /proc/<pid>/stat}: 100 on every Linux that Java runs on. */
    private static final long TICKS = 100;

    private static final int USER_TICKS = 11;
    private static final double KIB_PER_MIB = 1024.0;

    private final Path folder;

    ProcessFigures(long pid) {
        folder = Path.of("/proc", Long.toString(pid));
    }

    /** CPU time used since its start, user and system, in milliseconds, to 10 ms. */
    long cpuMillis() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) * 1000 / TICKS;
    }

    /** Resident memory now. */
    double rssMib() {
        return status("VmRSS:");
    }

    /** The most resident memory it ever had. */
    double peakMib() {
        return status("VmHWM:");
    }

    private double status(String key) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(key))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
                .findFirst()
                .orElseThrow(() -> new BenchException("no " + key + " in " + folder + "/status"));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new BenchException("cannot read " + folder.resolve(file) + ": did the process end? " + e, e);
        }
    }
}
