package org.storkee.testing.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.Repository;

/** What the parts of {@code make bench} have in common: how they end, and how they tell their results. */
final class BenchPart {
    private BenchPart() {}

    /**
     * Measures, then ends the JVM: with 1 and one line when something does not work, else with 0.
     *
     * @param measure gets the folder for results
     */
    static void run(Consumer<Path> measure) {
        int exit = 0;
        try {
            measure.accept(Repository.root().resolve("target/bench"));
        } catch (BenchException | ClusterException | KubernetesClientException e) {
            System.err.println("[bench] " + e.getMessage());
            exit = 1;
        }
        System.exit(exit);
    }

    /** Whether microbenchmarks were asked for instead. */
    static boolean leftOut() {
        return !System.getenv().getOrDefault("JMH", "").isBlank();
    }

    /** How much to measure, as the environment says: {@code quick}, {@code smoke}, or empty for all. */
    static String size() {
        return System.getenv().getOrDefault("BENCH", "");
    }

    /** Writes results as JSON, whole or not at all, and the file's folder. */
    static void write(Path file, Object results) {
        try {
            Files.createDirectories(file.getParent());
            Path half = Files.createTempFile(file.getParent(), "results", ".json");
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(half.toFile(), results);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BenchException("cannot write " + file + ": " + e, e);
        }
    }

    /** Prints what became of each goal. */
    static void print(List<Goal> goals) {
        goals.forEach(goal -> System.out.printf(
                "  %-6s  %-72s  goal %6s  measured %6s%n",
                goal.met() ? "met" : "MISSED", goal.name(), goal.goal(), goal.value()));
    }
}
