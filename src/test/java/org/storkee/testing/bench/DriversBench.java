package org.storkee.testing.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.storkee.drivers.csi.CsiObservation;
import org.storkee.drivers.declared.DeclaredObservation;
import org.storkee.drivers.linstor.LinstorObservation;
import org.storkee.drivers.local.LocalObservation;
import org.storkee.drivers.longhorn.LonghornObservation;
import org.storkee.drivers.pxd.PxdObservation;
import org.storkee.drivers.rexray.RexrayObservation;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * The second half of {@code make bench}: what an observation costs each driver, and how soon a change in the storage
 * system is what the extender answers with. Prints the figures and writes {@code target/bench/drivers.json}. {@code BENCH}
 * as for {@link Bench}; {@code JMH=1} leaves it out.
 *
 * <p>Exit code 0 also when a goal is missed; 1 when something does not work.
 */
public final class DriversBench {
    private static final List<BiFunction<Integer, Integer, Observation>> DRIVERS = List.of(
            CsiObservation::new,
            DeclaredObservation::new,
            LinstorObservation::new,
            LocalObservation::new,
            LonghornObservation::new,
            PxdObservation::new,
            RexrayObservation::new);

    /**
     * How much is measured.
     *
     * @param machines in each observation
     * @param volumes in each observation
     * @param nodes of the cluster in which storage changes
     * @param changes of each kind
     */
    private record Plan(int machines, int volumes, int nodes, int changes) {
        static Plan of(String name) {
            return switch (name) {
                case "" -> new Plan(5_000, 20_000, 5_000, 1_000);
                case "quick" -> new Plan(5_000, 20_000, 1_000, 200);
                case "smoke" -> new Plan(100, 400, 100, 20);
                default -> throw new BenchException("BENCH=" + name + ": there are quick, smoke, and nothing for all");
            };
        }
    }

    /** As it stands in the result file. */
    private record Results(
            Machine machine, List<ObservationCost> observations, List<ChangeLatency> changes, List<Goal> goals) {}

    private DriversBench() {}

    public static void main(String[] args) {
        if (BenchPart.leftOut()) {
            return;
        }
        BenchPart.run(folder -> {
            Plan plan = Plan.of(BenchPart.size());
            Machine machine = Machine.here();
            List<ObservationCost> observations = observe(plan);
            List<ChangeLatency> changes = change(plan, folder);
            List<Goal> goals = goals(observations, changes);
            BenchPart.write(folder.resolve("drivers.json"), new Results(machine, observations, changes, goals));
            BenchPart.print(goals);
        });
    }

    private static List<ObservationCost> observe(Plan plan) {
        List<ObservationCost> costs = new ArrayList<>();
        for (BiFunction<Integer, Integer, Observation> driver : DRIVERS) {
            ObservationCost cost =
                    ObservationCost.of(driver.apply(plan.machines, plan.volumes), plan.machines, plan.volumes);
            say("%s: %,d machines and %,d volumes observed in %s ms, %s MiB allocated"
                    .formatted(cost.driver(), plan.machines, plan.volumes, cost.millis(), cost.mib()));
            costs.add(cost);
        }
        return List.copyOf(costs);
    }

    private static List<ChangeLatency> change(Plan plan, Path folder) {
        try (TestCluster cluster = TestCluster.start(folder.resolve("cluster"), Bench.NO_CONTROLLERS)) {
            StorkServer server = StorkServer.start(cluster, StorkOptions.named("stork"));
            World world = new World(cluster.client());
            say("writing a cluster of %,d nodes".formatted(plan.nodes));
            world.growTo(plan.nodes);
            try (StorageChanges changes = new StorageChanges(cluster.client(), server.url(), world)) {
                List<ChangeLatency> all = List.of(changes.volumes(plan.changes), changes.machines(plan.changes));
                all.forEach(c -> say("%s: %d times at %,d nodes and %,d volumes, p50 %s ms, p99 %s ms"
                        .formatted(c.change(), c.count(), c.nodes(), c.volumes(), c.p50Ms(), c.p99Ms())));
                return all;
            }
        }
    }

    private static List<Goal> goals(List<ObservationCost> observations, List<ChangeLatency> changes) {
        List<Goal> goals = new ArrayList<>();
        for (ChangeLatency change : changes) {
            String name = "%s, %,d nodes: ".formatted(change.change(), change.nodes());
            goals.add(Goal.atMost(name + "p50 ms", 200, change.p50Ms()));
            goals.add(Goal.atMost(name + "p99 ms", 500, change.p99Ms()));
        }
        for (ObservationCost cost : observations) {
            String name = "%s observes %,d machines and %,d volumes: "
                    .formatted(cost.driver(), cost.machines(), cost.volumes());
            goals.add(Goal.atMost(name + "ms", 1_000, cost.millis()));
            goals.add(Goal.atMost(name + "MiB", 256, cost.mib()));
        }
        return List.copyOf(goals);
    }

    private static void say(String line) {
        System.out.println("[bench] " + line);
    }
}
