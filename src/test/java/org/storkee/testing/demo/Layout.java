package org.storkee.testing.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The demo's machines: 12 in 3 zones and 6 racks; n11 and n12 have no storage.
 *
 * <p>n4 shares n1's rack, n5 shares only n2's zone: what the classic example needs to show every tier.
 */
final class Layout {
    /** Where a machine stands. */
    record Place(String zone, String rack) {}

    /** Room of every storage node. */
    static final String STORAGE = "100Gi";

    /** CPUs of every node. */
    static final int CPUS = 8;

    private static final Map<String, Place> PLACES = new LinkedHashMap<>();

    static {
        for (String line : List.of(
                "n1 a r1",
                "n2 b r2",
                "n3 c r3",
                "n4 a r1",
                "n5 b r5",
                "n6 c r6",
                "n7 a r4",
                "n8 b r2",
                "n9 c r3",
                "n10 a r4",
                "n11 b r5",
                "n12 c r6")) {
            String[] parts = line.split(" ");
            PLACES.put(parts[0], new Place(parts[1], parts[2]));
        }
    }

    private Layout() {}

    /** All machines, in order. */
    static Map<String, Place> places() {
        return PLACES;
    }

    /** One fact of every machine, in order. */
    static String[] each(Function<Place, String> fact) {
        return PLACES.values().stream().map(fact).toArray(String[]::new);
    }

    /** The machines that carry the driver, in order. */
    static List<String> storageNodes() {
        return PLACES.keySet().stream()
                .filter(node -> !node.equals("n11") && !node.equals("n12"))
                .toList();
    }
}
