package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;

/**
 * How soon a change in the storage system is what the extender answers with; one entry of {@code changes} in the result
 * file. Seen by the client, from when the API server has taken the change to the first right answer.
 *
 * @param change what changed, in words
 * @param nodes in the cluster
 * @param volumes in the cluster
 * @param count how many changes, one after another
 * @param p50Ms median
 * @param p99Ms 99th percentile
 */
@JsonPropertyOrder({"change", "nodes", "volumes", "count", "p50_ms", "p99_ms"})
record ChangeLatency(
        String change,
        int nodes,
        int volumes,
        int count,
        @JsonProperty("p50_ms") double p50Ms,
        @JsonProperty("p99_ms") double p99Ms) {
    static ChangeLatency of(String change, int nodes, int volumes, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new ChangeLatency(change, nodes, volumes, nanos.length, percentile(sorted, 50), percentile(sorted, 99));
    }

    private static double percentile(long[] sorted, int percent) {
        int index = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
        return Figures.round(sorted[Math.max(0, index)] / 1e6);
    }
}
