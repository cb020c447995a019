package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Pods placed per second by scheduler processes that differ in the extender only.
 *
 * @param nodes nodes of the cluster
 * @param with pods per second of the one that asks the extender
 * @param without pods per second of the other
 * @param bare pods per second of one that asks a {@link BareExtender}: the most that any extender leaves
 * @param ratio {@code with / without}, the figure that means something on any machine
 * @param ceiling {@code bare / without}: no extender reaches a higher ratio on this machine
 */
@JsonPropertyOrder({"nodes", "with_pods_per_s", "without_pods_per_s", "ratio", "bare_pods_per_s", "ceiling_ratio"})
record Throughput(
        int nodes,
        @JsonProperty("with_pods_per_s") double with,
        @JsonProperty("without_pods_per_s") double without,
        @JsonProperty("bare_pods_per_s") double bare,
        double ratio,
        @JsonProperty("ceiling_ratio") double ceiling) {
    static Throughput of(int nodes, double with, double without, double bare) {
        return new Throughput(nodes, with, without, bare, Figures.round(with / without), Figures.round(bare / without));
    }
}
