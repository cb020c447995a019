package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Pods placed per second by two scheduler processes that differ in the extender only.
 *
 * @param nodes nodes of the cluster
 * @param with pods per second of the one that asks the extender
 * @param without pods per second of the other
 * @param ratio {@code with / without}, the figure that means something on any machine
 */
@JsonPropertyOrder({"nodes", "with_pods_per_s", "without_pods_per_s", "ratio"})
record Throughput(
        int nodes,
        @JsonProperty("with_pods_per_s") double with,
        @JsonProperty("without_pods_per_s") double without,
        double ratio) {}
