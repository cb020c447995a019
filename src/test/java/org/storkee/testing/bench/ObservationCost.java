package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.storkee.storage.StorageView;

/**
 * What one observation costs a driver; one entry of {@code observations} in the result file.
 *
 * @param driver its type
 * @param machines in the view
 * @param volumes in the view
 * @param millis one thread's time, median
 * @param mib memory allocated, most of which is garbage afterwards, median
 */
@JsonPropertyOrder({"driver", "machines", "volumes", "ms", "mib"})
record ObservationCost(
        String driver,
        int machines,
        int volumes,
        @JsonProperty("ms") double millis,
        double mib) {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 7;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Observes several times.
     *
     * @throws BenchException when the view is not whole: a fast wrong answer is none
     */
    static ObservationCost of(Observation observation, int machines, int volumes) {
        List<Double> millis = new ArrayList<>();
        List<Double> mib = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            StorageView view = observe(observation);
            long nanos = System.nanoTime() - start;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            check(observation, view, machines, volumes);
            if (round >= 0) {
                millis.add(Figures.round(nanos / 1e6));
                mib.add(Figures.round(bytes / 1048576.0));
            }
        }
        return new ObservationCost(
                observation.driver(), machines, volumes, Figures.median(millis), Figures.median(mib));
    }

    private static StorageView observe(Observation observation) {
        try {
            return observation.observe();
        } catch (IOException e) {
            throw new BenchException(observation.driver() + " cannot observe: " + e.getMessage(), e);
        }
    }

    private static void check(Observation observation, StorageView view, int machines, int volumes) {
        boolean whole = view.nodes().size() == machines
                && view.volumes().size() == volumes
                && view.volumes().values().stream().allMatch(v -> !v.replicas().isEmpty());
        if (!whole) {
            throw new BenchException("%s sees %d machines and %d volumes of %d and %d, or some without replicas"
                    .formatted(
                            observation.driver(),
                            view.nodes().size(),
                            view.volumes().size(),
                            machines,
                            volumes));
        }
    }
}
