package org.storkee.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room for new volumes that one or several machines share. Immutable.
 *
 * @param id unique within the driver; the same pool keeps its id over observations
 * @param nodes {@link StorageNode#id()}s that can allocate from it; the room is counted once, not per machine
 * @param availableBytes room for new volumes, 0 or more
 * @param maximumVolumeBytes largest single volume, or {@link Long#MAX_VALUE} when nothing caps one
 * @param observedAt when the storage system said so, by the API server's or the driver's clock, to the second at
 *     least; decides whether a volume is already part of the figure
 * @param storageClass the only StorageClass whose claims it serves, or null when it serves those of any class
 */
public record CapacityPool(
        String id,
        List<String> nodes,
        long availableBytes,
        long maximumVolumeBytes,
        Instant observedAt,
        @Nullable String storageClass) {
    /** Copies the list; a negative room is read as none. */
    public CapacityPool {
        nodes = List.copyOf(nodes);
        availableBytes = Math.max(0, availableBytes);
    }

    /** A pool that serves claims of any class. */
    public CapacityPool(
            String id, List<String> nodes, long availableBytes, long maximumVolumeBytes, Instant observedAt) {
        this(id, nodes, availableBytes, maximumVolumeBytes, observedAt, null);
    }

    /** Whether a claim of {@code claimClass} (null: it names none) can get its volume from here. */
    public boolean serves(@Nullable String claimClass) {
        return storageClass == null || storageClass.equals(claimClass);
    }
}
