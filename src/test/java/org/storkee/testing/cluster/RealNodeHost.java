package org.storkee.testing.cluster;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether this machine can run a {@link RealNode}. Uses the JDK only (see {@link Binaries}). */
public final class RealNodeHost {
    /** Bits of the kernel's capability sets. */
    private static final Map<String, Integer> CAPABILITIES = Map.of("CAP_NET_ADMIN", 12, "CAP_SYS_ADMIN", 21);

    private RealNodeHost() {}

    /**
     * What this machine lacks, as one clause a person can act on; empty when a real node can run. Takes milliseconds and
     * downloads nothing.
     */
    public static Optional<String> missing() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("Linux (this is " + System.getProperty("os.name") + ")");
        }
        List<String> missing = new ArrayList<>();
        if (user() != 0) {
            missing.add("root (this runs as user " + user() + ")");
        } else {
            CAPABILITIES.keySet().stream().sorted().filter(one -> !has(one)).forEach(missing::add);
        }
        for (String tool : List.of("unshare", "nsenter", "apt-get", "dpkg")) {
            if (!onPath(tool)) {
                missing.add("the program " + tool);
            }
        }
        if (cgroupMounts().stream().noneMatch(Files::isWritable)) {
            missing.add("a writable cgroup hierarchy");
        }
        if (missing.isEmpty() && !namespacesWork()) {
            missing.add("a kernel that lets root unshare mounts and processes");
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
    }

    /** Where the cgroup hierarchies are mounted: one with version 2, one per controller with version 1. */
    static List<Path> cgroupMounts() {
        try {
            return Files.readAllLines(Path.of("/proc/mounts")).stream()
                    .map(line -> line.split(" "))
                    .filter(mount -> mount[2].equals("cgroup") || mount[2].equals("cgroup2"))
                    .map(mount -> Path.of(mount[1]))
                    .toList();
        } catch (IOException e) {
            throw new ClusterException("cannot read /proc/mounts: " + e, e);
        }
    }

    private static boolean namespacesWork() {
        try {
            Process process = new ProcessBuilder("unshare", "--mount", "--pid", "--fork", "--mount-proc", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int user() {
        return Integer.parseInt(status("Uid:").split("\\s+")[1]); // the effective one
    }

    private static boolean has(String capability) {
        return new BigInteger(status("CapEff:"), 16).testBit(CAPABILITIES.get(capability));
    }

    private static String status(String key) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip())
                    .findFirst()
                    .orElseThrow(() -> new ClusterException("no " + key + " in /proc/self/status"));
        } catch (IOException e) {
            throw new ClusterException("cannot read /proc/self/status: " + e, e);
        }
    }

    private static boolean onPath(String tool) {
        String path = System.getenv().getOrDefault("PATH", "");
        return List.of(path.split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(tool)));
    }
}
