package org.storkee.testing.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The goals, applied to what was measured; a goal whose point was not measured is left out. Pure. */
final class Goals {
    /** How much more a node may cost among 5,000 than among 1,000 for the cost to count as flat: noise, not growth. */
    private static final double FLAT = 1.25;

    private final List<Point> points;
    private final List<Goal> goals = new ArrayList<>();

    private Goals(List<Point> points) {
        this.points = points;
    }

    /** All goals; {@code footprint} is null when it was not measured at 5,000 nodes. */
    static List<Goal> of(
            List<Point> points,
            Throughput throughput,
            Throughput unlimited,
            Map<Integer, Double> readySeconds,
            @Nullable Footprint footprint) {
        Goals all = new Goals(points);
        for (Verb verb : Verb.values()) {
            all.latency(verb, Mode.NAMES, 5_000, 1.2);
            all.tail(verb, Mode.NAMES, 5_000, 5);
            all.latency(verb, Mode.NAMES, 1_000, 0.5);
            all.latency(verb, Mode.FULL, 1_000, 12);
            all.latency(verb, Mode.FULL, 5_000, 60);
            all.flat(verb, Mode.NAMES);
            all.flat(verb, Mode.FULL);
        }
        String pods = "pods per second with the extender / without, scheduler's API limits ";
        all.goals.add(Goal.atLeast(pods + "as shipped", 0.9, throughput.ratio()));
        all.goals.add(Goal.atLeast(pods + "lifted", 0.9, unlimited.ratio()));
        if (footprint != null) {
            String scale = "5,000 nodes, 10,000 pods, 10,000 volumes, names mode";
            all.goals.add(Goal.atMost("RSS in MiB, " + scale, 400, footprint.rssMib()));
        }
        readySeconds.forEach((nodes, seconds) -> all.goals.add(Goal.atMost(
                "seconds from process start to ready, warm install, %,d nodes".formatted(nodes), 5, seconds)));
        return List.copyOf(all.goals);
    }

    private void latency(Verb verb, Mode mode, int nodes, double goal) {
        find(verb, mode, nodes)
                .ifPresent(p -> goals.add(Goal.atMost(name(verb, mode, nodes, "p50 ms"), goal, p.p50Ms())));
    }

    private void tail(Verb verb, Mode mode, int nodes, double goal) {
        find(verb, mode, nodes)
                .ifPresent(p -> goals.add(Goal.atMost(name(verb, mode, nodes, "p99 ms"), goal, p.p99Ms())));
    }

    private void flat(Verb verb, Mode mode) {
        Optional<Point> small = find(verb, mode, 1_000);
        Optional<Point> large = find(verb, mode, 5_000);
        if (small.isPresent() && large.isPresent()) {
            double growth = (large.get().p50Ms() / 5_000) / (small.get().p50Ms() / 1_000);
            String name = verb.label() + ", " + mode.label() + ": p50 per node at 5,000 / at 1,000";
            goals.add(Goal.atMost(name, FLAT, Figures.round(growth)));
        }
    }

    private Optional<Point> find(Verb verb, Mode mode, int nodes) {
        return points.stream()
                .filter(p -> p.verb().equals(verb.label()) && p.mode().equals(mode.label()))
                .filter(p -> p.nodes() == nodes && p.clients() == 1)
                .findFirst();
    }

    private static String name(Verb verb, Mode mode, int nodes, String figure) {
        return "%s, %s, %,d nodes, 1 client: %s".formatted(verb.label(), mode.label(), nodes, figure);
    }
}
