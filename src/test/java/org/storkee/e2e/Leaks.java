package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Looks for secret values in all that a server tells: its logs and dumps, events, metrics, probes, explain. */
final class Leaks {
    private final Map<String, String> told = new TreeMap<>();

    /**
     * Gathers everything.
     *
     * @param server the server's name in its options
     * @param pods as {@code namespace/name}, to be explained
     */
    Leaks(TestCluster cluster, StorkServer stork, String server, String... pods) throws IOException {
        told.put("output", stork.process().output());
        Path files = cluster.folder().resolve(server + "-output");
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Leaks::isTold).toList()) {
                told.put(files.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        told.put("events", cluster.kubectl("get", "events", "-A", "-o", "yaml"));
        told.put("metrics", stork.get(stork.managementUrl() + "/metrics").body());
        told.put("health", stork.get(stork.managementUrl() + "/health").body());
        for (String pod : pods) {
            int slash = pod.indexOf('/');
            String query = "?namespace=" + pod.substring(0, slash) + "&pod=" + pod.substring(slash + 1);
            told.put(
                    "explain " + pod,
                    stork.get(stork.url() + "/explain" + query).body());
        }
    }

    private static boolean isTold(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file) && (name.endsWith(".log") || name.contains("ffdc") || name.contains("dump"));
    }

    /** Fails naming the place, not the value. */
    void assertFreeOf(String what, String secret) {
        assertThat(secret).as("planted: " + what).hasSizeGreaterThan(7);
        assertThat(told.entrySet().stream()
                        .filter(place -> place.getValue().contains(secret))
                        .map(Map.Entry::getKey))
                .as("places that tell " + what)
                .isEmpty();
        assertThat(told.get("output") + told.get("metrics"))
                .as("something is told")
                .contains("pxd");
    }
}
