package org.storkee.testing.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.storkee.testing.cluster.RealNodeHost;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * The third part of {@code make bench}: how soon pods leave failed storage, with shipped settings, on played nodes whose
 * deletions nothing finalises while they are dead. Prints the figures and writes {@code target/bench/health.json}.
 * {@code BENCH=quick} and {@code BENCH=smoke} make fewer runs; {@code JMH=1} leaves it out.
 *
 * <p>Exit code 0 also when a goal is missed; 1 when something does not work.
 */
public final class HealthBench {
    private static final int GRACE_SECONDS = 5;
    /** A real node for each takes a minute. */
    private static final int REAL_RUNS = 10;

    /** As it stands in the result file. */
    private record Results(Machine machine, List<FailureTimes> runs, List<Goal> goals) {}

    private HealthBench() {}

    public static void main(String[] args) {
        if (BenchPart.leftOut()) {
            return;
        }
        BenchPart.run(folder -> {
            Results results = measure(folder, runs(BenchPart.size()));
            BenchPart.write(folder.resolve("health.json"), results);
            BenchPart.print(results.goals);
        });
    }

    private static int runs(String name) {
        return switch (name) {
            case "" -> 20;
            case "quick" -> 10;
            case "smoke" -> 3;
            default -> throw new BenchException("BENCH=" + name + ": there are quick, smoke, and nothing for all");
        };
    }

    private static Results measure(Path folder, int runs) {
        Machine machine = Machine.here();
        try (TestCluster cluster = TestCluster.start(folder.resolve("cluster"))) {
            StorkServer server = StorkServer.start(cluster, StorkOptions.named("stork"));
            cluster.startScheduler(server.scheduler("stork"));
            try (Failures failures = new Failures(cluster, runs, GRACE_SECONDS)) {
                FailureTimes alive = failures.offline();
                FailureTimes dead = failures.deadAndFenced();
                List<FailureTimes> all = new ArrayList<>(List.of(alive, dead));
                List<Goal> goals = goals(alive, dead);
                Optional<String> missing = RealNodeHost.missing();
                if (missing.isEmpty()) {
                    FailureTimes real = RealFailures.offline(cluster, Math.min(runs, REAL_RUNS));
                    all.add(real);
                    goals.addAll(deletion(", real node", real));
                } else {
                    System.out.println("[bench] no real node is measured: it needs " + missing.get());
                }
                all.forEach(times -> System.out.println("[bench] " + times));
                return new Results(machine, all, List.copyOf(goals));
            }
        }
    }

    private static List<Goal> goals(FailureTimes alive, FailureTimes dead) {
        List<Goal> goals = new ArrayList<>(deletion("", alive));
        goals.add(Goal.atMost(
                "seconds from storage Offline to running on a replica's node, max",
                GRACE_SECONDS + 15,
                max(alive.runningSeconds())));
        goals.add(Goal.atMost(
                "seconds from a dead, fenced node to running on a replica's node, max",
                45,
                max(dead.runningSeconds())));
        return goals;
    }

    private static List<Goal> deletion(String where, FailureTimes times) {
        String name = "seconds from storage Offline to DELETE accepted" + where;
        return List.of(
                Goal.atMost(name + ", p50", 6, Figures.median(times.deletedSeconds())),
                Goal.atMost(name + ", max", 10, max(times.deletedSeconds())));
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
