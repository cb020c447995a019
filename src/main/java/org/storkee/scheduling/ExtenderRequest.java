package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.storkee.storage.Topology;

/**
 * A filter or prioritize request: the pod, and the candidates as node numbers of {@link #topology}, in the order they
 * were sent. Names and nodes stay where they stand in the body, so that the answer is copied from there.
 */
final class ExtenderRequest {
    /** The pod to place; has a name. */
    final Pod pod;
    /** True when whole Node objects were sent and are echoed; false for names ({@code nodeCacheCapable}). */
    final boolean full;
    /** The topology the candidates belong to; it has every candidate. */
    final Topology topology;
    /** Node numbers, one per candidate. */
    final int[] candidates;

    private final byte[] body;
    private final int[] nameAt;
    private final int[] itemAt;

    /**
     * @param nameAt start and end of each candidate's name in {@code body}, quotes included, as pairs
     * @param itemAt the same of what is echoed: the Node object, or the name again
     */
    ExtenderRequest(
            Pod pod, boolean full, Topology topology, int[] candidates, byte[] body, int[] nameAt, int[] itemAt) {
        this.pod = pod;
        this.full = full;
        this.topology = topology;
        this.candidates = candidates;
        this.body = body;
        this.nameAt = nameAt;
        this.itemAt = itemAt;
    }

    /** How many candidates there are. */
    int size() {
        return candidates.length;
    }

    /** Bytes of the quoted name of candidate {@code i}. */
    int nameLength(int i) {
        return nameAt[2 * i + 1] - nameAt[2 * i];
    }

    /** Writes the quoted name of candidate {@code i}. */
    void writeName(int i, ByteSink out) {
        out.put(body, nameAt[2 * i], nameAt[2 * i + 1]);
    }

    /**
     * The kept candidates as ranges of the body, separators between neighbours included: one range where nothing in
     * between was dropped.
     */
    List<ByteRange> runs(Object[] dropped) {
        List<ByteRange> runs = new ArrayList<>();
        int i = 0;
        while (i < dropped.length) {
            if (dropped[i] != null) {
                i++;
                continue;
            }
            int first = i;
            while (i < dropped.length && dropped[i] == null) {
                i++;
            }
            runs.add(new ByteRange(body, itemAt[2 * first], itemAt[2 * (i - 1) + 1]));
        }
        return runs;
    }
}
