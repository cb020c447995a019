package org.storkee.testing.bench;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What upstream's extender (libopenstorage/stork at 9dc3204, Go 1.26, in-memory mock driver) took for the same calls:
 * median latencies in full mode; it has no names mode. Measured elsewhere, on the same kind of machine, shared and
 * noisy: good for ratios, and gaps under twofold mean nothing.
 */
final class Upstream {
    private static final Map<String, Double> P50_MS = Map.ofEntries(
            Map.entry("filter/100/1", 38.0),
            Map.entry("filter/100/4", 141.0),
            Map.entry("prioritize/100/1", 23.0),
            Map.entry("prioritize/100/4", 89.0),
            Map.entry("filter/1000/1", 1_121.0),
            Map.entry("filter/1000/4", 3_910.0),
            Map.entry("prioritize/1000/1", 226.0),
            Map.entry("prioritize/1000/4", 1_077.0),
            Map.entry("filter/5000/1", 35_700.0),
            Map.entry("filter/5000/4", 127_600.0),
            Map.entry("prioritize/5000/1", 2_180.0),
            Map.entry("prioritize/5000/4", 12_200.0));

    private Upstream() {}

    /** Its median latency in milliseconds for the same verb, nodes and clients, whatever the mode of {@code point}. */
    static OptionalDouble p50Ms(Point point) {
        Double known = P50_MS.get(point.verb() + "/" + point.nodes() + "/" + point.clients());
        return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
    }
}
