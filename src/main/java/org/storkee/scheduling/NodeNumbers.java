package org.storkee.scheduling;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.storkee.storage.Topology;

/**
 * Sets of nodes that hold whatever the topology: a number for each name, which a topology's own numbers are not. Only for
 * nodes of the cluster, so that no request can fill the memory with names. One writer at a time, any number of readers.
 */
final class NodeNumbers {
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    /** The candidates of {@code request} that {@code known} has. */
    BitSet of(ExtenderRequest request, Topology known) {
        BitSet nodes = new BitSet();
        for (int candidate : request.candidates) {
            String name = request.topology.node(candidate).name();
            if (request.topology == known || known.indexOf(name) >= 0) {
                nodes.set(numbers.computeIfAbsent(name, n -> numbers.size()));
            }
        }
        return nodes;
    }

    /** Whether {@code nodes} has the node called {@code name}. */
    boolean has(BitSet nodes, String name) {
        Integer number = numbers.get(name);
        return number != null && nodes.get(number);
    }

    /** How many names are known. */
    int size() {
        return numbers.size();
    }

    /** Forgets all names, and with them what every set means. */
    void clear() {
        numbers.clear();
    }
}
