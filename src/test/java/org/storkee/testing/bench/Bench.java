package org.storkee.testing.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * {@code make bench}: measures, prints a table, writes {@code target/bench/extender.json}. Environment:
 * {@code BENCH=quick} leaves 5,000 nodes out (two minutes instead of ten), {@code BENCH=smoke} proves in a minute that
 * everything works, {@code JMH=1} runs {@link Microbenchmarks} instead.
 *
 * <p>Exit code 0 also when a goal is missed, since a machine may simply be slow; 1 when something does not work.
 */
public final class Bench {
    /** One controller that has nothing to do: none shall change the cluster while it is filled or measured. */
    static final String NO_CONTROLLERS = "--controllers=ttl-after-finished-controller";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final BenchPlan plan;
    private final TestCluster cluster;
    private final StorkServer server;
    private final World world;
    private final List<Point> points = new ArrayList<>();
    private final Map<Integer, Double> ready = new TreeMap<>();
    private @Nullable Throughput throughput;
    private @Nullable Throughput unlimited;

    private Bench(BenchPlan plan, TestCluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
        server = StorkServer.start(cluster, StorkOptions.named("stork"));
        world = new World(cluster.client());
    }

    public static void main(String[] args) throws Exception {
        if (BenchPart.leftOut()) {
            Microbenchmarks.main(args);
            return;
        }
        Machine machine = Machine.here();
        BenchPart.run(folder -> {
            Results results = onNewCluster(BenchPlan.of(BenchPart.size()), folder, machine);
            BenchPart.write(folder.resolve("extender.json"), results);
            System.out.print(Table.of(results));
        });
    }

    private static Results onNewCluster(BenchPlan plan, Path folder, Machine machine) {
        try (TestCluster cluster = TestCluster.start(folder.resolve("cluster"), NO_CONTROLLERS)) {
            return new Bench(plan, cluster).run(machine);
        }
    }

    private Results run(Machine machine) {
        for (int size : plan.sizes()) {
            grow(size);
            measure();
            if (size == plan.sizes().getFirst() || size == plan.largest()) {
                say("restarting the server " + plan.restarts() + " times");
                ready.put(size, Footprint.ready(server, plan.restarts()));
            }
            if (size == plan.throughputNodes()) {
                throughput = race(size, "as shipped", SchedulerOptions::withShippedApiLimits);
                unlimited = race(size, "lifted", options -> options);
            }
        }
        say("loading the freshly started server in names mode");
        Candidates candidates = Candidates.of(cluster.client());
        Footprint footprint = Footprint.of(server, process -> load(process, candidates), plan.measured());
        Footprint judged = plan.largest() == 5_000 ? footprint : null;
        return new Results(
                machine,
                List.copyOf(points),
                throughput,
                unlimited,
                footprint.rssMib(),
                footprint.peakMib(),
                ready,
                Goals.of(points, throughput, unlimited, ready, judged));
    }

    private Throughput race(int nodes, String limits, UnaryOperator<SchedulerOptions> options) {
        say("racing schedulers, their API limits " + limits);
        Throughput rates = new SchedulerRace(cluster.client(), nodes)
                .run(cluster, server, options, plan.throughputPods(), plan.throughputRounds());
        say("with the extender %s pods/s, without %s, with one that does nothing %s"
                .formatted(rates.with(), rates.without(), rates.bare()));
        return rates;
    }

    private void grow(int size) {
        long start = System.nanoTime();
        int objects = world.growTo(size);
        say("cluster of %,d nodes, %,d volumes and pods: %,d objects written in %.1f s"
                .formatted(size, world.volumes(), objects, (System.nanoTime() - start) / 1e9));
    }

    private void measure() {
        Candidates candidates = Candidates.of(cluster.client());
        Load load = load(new ProcessFigures(server.pid()), candidates);
        load.awaitRightAnswers(PATIENCE, Mode.values());
        say("answers are right; a Node object has %,d bytes".formatted(candidates.bytesPerNode()));
        load.warmUp(plan.warmUp());
        List<List<Point>> rounds = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            rounds.add(round(load));
        }
        for (int i = 0; i < rounds.getFirst().size(); i++) {
            int point = i;
            Point median = Point.median(rounds.stream().map(r -> r.get(point)).toList());
            points.add(median);
            say("%s %s, %d client(s): p50 %s ms, p99 %s ms, %s/s, CPU %s ms"
                    .formatted(
                            median.verb(),
                            median.mode(),
                            median.clients(),
                            median.p50Ms(),
                            median.p99Ms(),
                            median.requestsPerSecond(),
                            median.cpuMsPerRequest()));
        }
    }

    private List<Point> round(Load load) {
        List<Point> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Verb verb : Verb.values()) {
                for (int clients : new int[] {1, 4}) {
                    all.add(load.measure(verb, mode, clients, plan.settle(), plan.measured()));
                }
            }
        }
        return all;
    }

    private Load load(ProcessFigures process, Candidates candidates) {
        List<String> askers = IntStream.range(0, World.ASKERS)
                .mapToObj(asker -> Candidates.pod(cluster.client(), World.asker(asker)))
                .toList();
        return new Load(URI.create(server.url()).getPort(), process, askers, candidates);
    }

    private static void say(String line) {
        System.out.println("[bench] " + line);
    }
}
