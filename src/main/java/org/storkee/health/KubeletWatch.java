package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether kubelets live, by watching whether their Leases change. What a renewal says about the time is never compared
 * with the local clock: it counts from when it was seen to arrive here, so clocks that differ or jump make nobody lost
 * and nobody alive. Not thread-safe.
 */
public final class KubeletWatch {
    private final Duration lostAfter;
    private final Duration longestGap;
    private final Map<String, Beat> beats = new HashMap<>();
    private Instant last = Instant.MIN;

    /** Watches from now on; nothing is known yet. */
    public KubeletWatch(HealthSettings settings) {
        lostAfter = settings.kubeletLostAfter();
        longestGap = settings.longestGap();
    }

    /**
     * One look at all Leases of namespace {@code kube-node-lease}.
     *
     * @param renewals by node name whatever changes with each renewal: the Lease's {@code renewTime}, or its
     *     resourceVersion. Nodes that are missing here are forgotten
     */
    public void observe(Map<String, ?> renewals, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** What is known of {@code node}'s kubelet as of the last {@link #observe}. */
    public KubeletSignal signal(String node) {
        throw new UnsupportedOperationException();
    }

    /** When a renewal was last seen to arrive, or null when none was yet. For people. */
    public @org.jspecify.annotations.Nullable Instant renewed(String node) {
        throw new UnsupportedOperationException();
    }

    private record Beat(Object renewal, Instant since, boolean renewed) {}
}
