package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one client or several saw of one kind of call; one entry of {@code runs} in the result file.
 *
 * @param verb {@code filter} or {@code prioritize}
 * @param mode {@code names} or {@code full}
 * @param nodes candidates per request, all nodes of the cluster
 * @param clients connections at once, each asking again as soon as it is answered
 * @param p50Ms median latency, client side
 * @param p99Ms 99th percentile
 * @param requestsPerSecond of all clients together
 * @param cpuMsPerRequest the server's CPU time, user and system
 */
@JsonPropertyOrder({"verb", "mode", "nodes", "clients", "p50_ms", "p99_ms", "rps", "cpu_ms_per_request"})
record Point(
        String verb,
        String mode,
        int nodes,
        int clients,
        @JsonProperty("p50_ms") double p50Ms,
        @JsonProperty("p99_ms") double p99Ms,
        @JsonProperty("rps") double requestsPerSecond,
        @JsonProperty("cpu_ms_per_request") double cpuMsPerRequest) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Sums up one round. */
    static Point of(Verb verb, Mode mode, int nodes, int clients, long[] nanos, double seconds, double cpuMillis) {
        Arrays.sort(nanos);
        return new Point(
                verb.label(),
                mode.label(),
                nodes,
                clients,
                percentile(nanos, 50),
                percentile(nanos, 99),
                Figures.round(nanos.length / seconds),
                Figures.round(cpuMillis / nanos.length));
    }

    /** Each figure's median over rounds of the same point. */
    static Point median(List<Point> rounds) {
        Point any = rounds.getFirst();
        return new Point(
                any.verb,
                any.mode,
                any.nodes,
                any.clients,
                median(rounds, Point::p50Ms),
                median(rounds, Point::p99Ms),
                median(rounds, Point::requestsPerSecond),
                median(rounds, Point::cpuMsPerRequest));
    }

    private static double median(List<Point> rounds, ToDoubleFunction<Point> figure) {
        return Figures.median(rounds.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList());
    }

    private static double percentile(long[] sorted, int percent) {
        int index = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
        return Figures.round(sorted[Math.max(0, index)] / NANOS_PER_MILLI);
    }
}
