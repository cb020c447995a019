package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was measured, as it stands in {@code target/bench/extender.json}. */
@JsonPropertyOrder({
    "machine",
    "runs",
    "throughput",
    "throughput_api_limits_lifted",
    "rss_mib",
    "rss_peak_mib",
    "ready_s",
    "ready_s_by_nodes",
    "goals"
})
record Results(
        Machine machine,
        List<Point> runs,
        Throughput throughput,
        @JsonProperty("throughput_api_limits_lifted") Throughput unlimited,
        @JsonProperty("rss_mib") double rssMib,
        @JsonProperty("rss_peak_mib") double rssPeakMib,
        @JsonProperty("ready_s_by_nodes") Map<Integer, Double> readySecondsByNodes,
        List<Goal> goals) {

    /** Seconds from process start to ready on the largest cluster. */
    @JsonProperty("ready_s")
    double readySeconds() {
        return new TreeMap<>(readySecondsByNodes).lastEntry().getValue();
    }
}
