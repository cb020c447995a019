package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one pod that is bound to a node. Immutable.
 *
 * @param id which pod
 * @param node the node it is bound to
 * @param controller who makes it anew: its controlling owner, or null for a bare pod
 * @param finished its phase is Succeeded or Failed
 * @param mirror a static pod's mirror, which the kubelet makes
 * @param schedulerName its scheduler
 * @param schedulerAsksUs that scheduler asks this extender, so that the pod does not come straight back
 * @param optOut what its annotation or its namespace's asks for
 * @param storageController part of a storage system's own controller
 * @param nodeLost its {@code status.reason} is NodeLost
 * @param disruptionTarget its condition DisruptionTarget is True
 * @param seenSince since when it is known to be on that node, on the local clock
 * @param termination if it has a deletion timestamp, since when and how long it may take; else null
 * @param volumes its persistent volumes, no matter whether a driver of ours owns them
 */
public record PodEvidence(
        PodId id,
        String node,
        @Nullable Controller controller,
        boolean finished,
        boolean mirror,
        String schedulerName,
        boolean schedulerAsksUs,
        OptOut optOut,
        boolean storageController,
        boolean nodeLost,
        boolean disruptionTarget,
        Instant seenSince,
        @Nullable Termination termination,
        List<VolumeEvidence> volumes) {
    /** Copies the list. */
    public PodEvidence {
        volumes = List.copyOf(volumes);
    }

    /**
     * An owner reference with {@code controller: true}.
     *
     * @param kind for example {@code StatefulSet}
     * @param name its name
     */
    public record Controller(String kind, String name) {}

    /**
     * A deletion under way.
     *
     * @param seenSince since when it is seen, on the local clock: the API server's may differ
     * @param grace {@code deletionGracePeriodSeconds}
     */
    public record Termination(Instant seenSince, Duration grace) {}
}
