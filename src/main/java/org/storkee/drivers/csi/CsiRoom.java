package org.storkee.drivers.csi;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.LastChange;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.LabelledNodes;
import org.storkee.storage.NodeAffinity;

/** One CSIStorageCapacity: the room of one StorageClass in one segment of the cluster. Not thread-safe. */
final class CsiRoom {
    /**
     * How long before it is written a figure may have been measured: a provisioner measures, waits for its turn at the API
     * server, and measures again after a conflict. Volumes made in between are not in it.
     */
    static final Duration LAG = Duration.ofSeconds(30);

    private final String storageClass;
    private final NodeAffinity segment;
    private final @Nullable Long available;
    private final @Nullable Long maximumVolume;
    private final Instant writtenAt;
    private final Instant measuredAt;
    private long labelsSeen = -1;
    private List<String> nodes = List.of();

    /** {@code arrived}: when it was observed, if the object does not tell when it was written. */
    CsiRoom(CSIStorageCapacity object, Instant arrived) {
        storageClass = String.valueOf(object.getStorageClassName());
        segment = NodeAffinity.of(object.getNodeTopology());
        available = bytes(object.getCapacity());
        maximumVolume = bytes(object.getMaximumVolumeSize());
        writtenAt = LastChange.of(object.getMetadata(), arrived);
        measuredAt = writtenAt.minus(LAG);
    }

    /**
     * The pool's id. By what the room is for and not by the object's name, which the provisioner invents anew when it
     * makes the object again.
     */
    String id() {
        return storageClass + " where " + segment;
    }

    /** Of two objects for the same room the later one counts. */
    static CsiRoom later(CsiRoom a, CsiRoom b) {
        return a.writtenAt.isBefore(b.writtenAt) ? b : a;
    }

    /** The nodes of its segment. */
    List<String> nodes(LabelledNodes all) {
        if (labelsSeen != all.generation()) {
            nodes = all.find(segment);
            labelsSeen = all.generation();
        }
        return nodes;
    }

    /**
     * As a pool of these machines, or null while the driver cannot tell: neither figure is set. With a largest volume
     * alone, nothing but that is known.
     *
     * @param heldAt the figure is known to have held then, whenever it was written
     */
    @Nullable
    CapacityPool pool(List<String> machines, Instant heldAt) {
        if (machines.isEmpty() || (available == null && maximumVolume == null)) {
            return null;
        }
        return new CapacityPool(
                id(),
                machines,
                available == null ? Long.MAX_VALUE : available,
                maximumVolume == null ? Long.MAX_VALUE : maximumVolume,
                measuredAt.isBefore(heldAt) ? heldAt : measuredAt,
                storageClass);
    }

    private static @Nullable Long bytes(@Nullable Quantity quantity) {
        return quantity == null ? null : quantity.getNumericalAmount().longValue();
    }
}
