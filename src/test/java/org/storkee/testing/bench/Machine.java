package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and when it was measured.
 *
 * @param load the one-minute load average before the measurement: above 0.5 somebody else was at work
 */
record Machine(
        int cpus,
        @JsonProperty("cpu_model") String cpuModel,
        @JsonProperty("memory_mib") long memoryMib,
        String os,
        String java,
        String date,
        @JsonProperty("load_before") double load) {

    /** This machine, now. */
    static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                after("/proc/cpuinfo", "model name"),
                Long.parseLong(after("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.version"),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Double.parseDouble(read("/proc/loadavg").split(" ")[0]));
    }

    private static String after(String file, String key) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new BenchException("cannot read " + file + ": the benchmark needs Linux's /proc", e);
        }
    }
}
