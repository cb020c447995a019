package org.storkee.testing.bench;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.realnode.RealNodeBed;

/**
 * Pods with data on a real node whose storage goes Offline: Stork deletes them, the real kubelet ends them. Each run has a
 * node and a storage system of its own, since one that fails again and again is trusted less; the node has been there for
 * a while, since nothing is done while nothing is known of a kubelet.
 */
final class RealFailures {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private RealFailures() {}

    static FailureTimes offline(TestCluster cluster, int runs) {
        List<Double> deleted = new ArrayList<>();
        List<Double> running = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            try (RealNodeBed bed = new RealNodeBed(cluster, "bench-real-" + run)) {
                Pod pod = bed.run("app");
                bed.awaitSettled();
                long failed = System.nanoTime();
                bed.storage.fail(bed.real.name(), false);
                bed.awaitDeleted(pod, PATIENCE);
                deleted.add(since(failed));
                bed.awaitReplaced(pod, PATIENCE);
                running.add(since(failed));
            }
        }
        return new FailureTimes("storage Offline, real node and pod", deleted, running);
    }

    private static double since(long start) {
        return Figures.round((System.nanoTime() - start) / 1e9);
    }
}
