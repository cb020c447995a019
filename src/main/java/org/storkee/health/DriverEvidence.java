package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.StorageNode;
import org.storkee.storage.Topology;

/**
 * One driver instance's view of its machines, and what it is worth. Immutable.
 *
 * @param driver whose view
 * @param lastHeld when exactly this view was last known to hold, on the local clock; null when there is none. It must
 *     never be newer than the states beside it: a view that is published but not merged yet does not count
 * @param failure why the driver's last observation failed, or null if it did not
 * @param machines its machines that are Kubernetes nodes, stale duplicates left out
 */
public record DriverEvidence(
        DriverId driver,
        @Nullable Instant lastHeld,
        @Nullable String failure,
        List<MachineEvidence> machines) {
    /** Copies the list. */
    public DriverEvidence {
        machines = List.copyOf(machines);
    }

    /** What {@code view} says; machines that are no Kubernetes node run no pods and are left out. */
    public static DriverEvidence of(
            DriverTopology view, Topology topology, @Nullable Instant lastHeld, @Nullable String failure) {
        List<MachineEvidence> machines = new ArrayList<>(view.recordCount());
        for (int r = 0; r < view.recordCount(); r++) {
            if (view.nodeOf(r) >= 0) {
                StorageNode record = view.record(r);
                MachineId id = new MachineId(
                        view.id(), record.id(), topology.node(view.nodeOf(r)).name());
                machines.add(new MachineEvidence(id, record.state(), record.rawStatus(), record.fenced()));
            }
        }
        return new DriverEvidence(view.id(), lastHeld, failure, machines);
    }

    /**
     * True when the view counts as evidence: the driver answers, and the view held no longer ago than {@code maxAge}. It
     * may have held a moment after {@code now} was taken; one from further ahead was seen before a clock was set back.
     */
    public boolean fresh(Instant now, Duration maxAge) {
        return lastHeld != null
                && failure == null
                && !lastHeld.isAfter(now.plusSeconds(1))
                && !lastHeld.plus(maxAge).isBefore(now);
    }
}
