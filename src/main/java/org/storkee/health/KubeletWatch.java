package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether kubelets live, by watching whether their Leases change. What a renewal says about the time is never compared
 * with the local clock: it counts from when it was seen to arrive here, so clocks that differ or jump make nobody lost
 * and nobody alive. When nobody's renewals arrive it is we who are deaf, and nobody is called lost. Not thread-safe.
 */
public final class KubeletWatch {
    private final Duration lostAfter;
    private final Duration longestGap;
    private Map<String, Beat> beats = Map.of();
    private @Nullable Instant last;
    private @Nullable Instant heard;

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
        boolean broken = Beats.broken(last, now, longestGap);
        last = now;
        heard = broken ? null : heard;
        Map<String, Beat> next = HashMap.newHashMap(renewals.size());
        renewals.forEach((node, renewal) -> {
            Beat former = broken ? null : beats.get(node);
            if (former == null) {
                next.put(node, new Beat(renewal, now, false)); // of unknown age: only its successor is news
            } else if (former.renewal.equals(renewal)) {
                next.put(node, former);
            } else {
                next.put(node, new Beat(renewal, now, true));
                heard = now;
            }
        });
        beats = next;
    }

    /**
     * A look at which nothing could be seen, as when the watch is renewed, every few minutes for a moment. What is known
     * holds on for as long as beats may be apart; then it is forgotten.
     */
    public void missed(Instant now) {
        if (Beats.broken(last, now, longestGap)) {
            observe(Map.of(), now);
        }
    }

    /** What is known of {@code node}'s kubelet as of the last {@link #observe}. */
    public KubeletSignal signal(String node) {
        Beat beat = beats.get(node);
        if (beat == null || last == null) {
            return KubeletSignal.UNKNOWN;
        }
        if (Duration.between(beat.since, last).compareTo(lostAfter) < 0) {
            return beat.renewed ? KubeletSignal.ALIVE : KubeletSignal.UNKNOWN;
        }
        return deaf(last) ? KubeletSignal.UNKNOWN : KubeletSignal.LOST;
    }

    /** When a renewal was last seen to arrive, or null when none was yet. For people. */
    public @Nullable Instant renewed(String node) {
        Beat beat = beats.get(node);
        return beat == null || !beat.renewed ? null : beat.since;
    }

    /** Live kubelets renew every 10 s: half of what makes one lost is too long for all of them to be silent. */
    private boolean deaf(Instant now) {
        return heard == null || heard.plus(lostAfter.dividedBy(2)).isBefore(now);
    }

    private record Beat(Object renewal, Instant since, boolean renewed) {}
}
