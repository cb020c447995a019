package org.storkee.testing.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param sizes node counts the cluster grows through, in rising order
 * @param rounds repetitions of every point; the reported figure is the median round's
 * @param warmUp each verb and mode is called this long, again and again until it becomes no faster, before anything counts
 * @param settle how long a point is called before each of its rounds
 * @param measured how long each round of a point lasts
 * @param throughputNodes at which of {@link #sizes} pods per second are measured
 * @param throughputPods pods of one throughput round
 * @param throughputRounds rounds of each scheduler, taken in turn
 * @param restarts starts that the start-up time is the median of
 */
record BenchPlan(
        List<Integer> sizes,
        int rounds,
        Duration warmUp,
        Duration settle,
        Duration measured,
        int throughputNodes,
        int throughputPods,
        int throughputRounds,
        int restarts) {

    /** All that the goals ask for. */
    static BenchPlan full() {
        return new BenchPlan(
                List.of(100, 1_000, 5_000),
                3,
                Duration.ofSeconds(4),
                Duration.ofMillis(500),
                Duration.ofMillis(2_000),
                1_000,
                1_000,
                3,
                3);
    }

    /** The same shape without 5,000 nodes: goals that need them are left out. */
    static BenchPlan quick() {
        return new BenchPlan(
                List.of(100, 1_000),
                1,
                Duration.ofSeconds(2),
                Duration.ofMillis(300),
                Duration.ofMillis(1_200),
                1_000,
                400,
                2,
                1);
    }

    /** Proves in a minute that everything works; the figures mean nothing. */
    static BenchPlan smoke() {
        return new BenchPlan(
                List.of(100), 1, Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMillis(500), 100, 100, 2, 1);
    }

    /**
     * The plan of this name.
     *
     * @param name {@code quick}, {@code smoke}, or empty for all
     */
    static BenchPlan of(String name) {
        return switch (name) {
            case "" -> full();
            case "quick" -> quick();
            case "smoke" -> smoke();
            default -> throw new BenchException("BENCH=" + name + ": there are quick, smoke, and nothing for all");
        };
    }

    /** The node count that memory and start-up are measured with. */
    int largest() {
        return sizes.getLast();
    }
}
