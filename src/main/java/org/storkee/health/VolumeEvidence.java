package org.storkee.health;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.NodeAffinity;
import org.storkee.storage.Replica;

/**
 * What is known of one persistent volume of a pod. Immutable.
 *
 * @param driver its owner, or null when no driver of ours owns it
 * @param key its key in the driver's view; the PersistentVolume's name when nobody owns it
 * @param name the PersistentVolume's name, or the claim's when it is not bound
 * @param access how pods may use it
 * @param known whether its owner tells where its data is: false for a volume that a storage system's view lacks
 * @param replicas where its data is; none for a volume that has no place
 * @param attachedOn storage ids of the machines that serve or use it, by the driver's word; may be empty
 * @param localOnly it, or its pod, may be only where a replica is
 * @param remoteOnly it may be only where no replica is
 * @param affinity the PersistentVolume's node affinity, or null
 */
public record VolumeEvidence(
        @Nullable DriverId driver,
        String key,
        String name,
        Access access,
        boolean known,
        List<Replica> replicas,
        List<String> attachedOn,
        boolean localOnly,
        boolean remoteOnly,
        @Nullable NodeAffinity affinity) {
    /** Copies the lists. */
    public VolumeEvidence {
        replicas = List.copyOf(replicas);
        attachedOn = List.copyOf(attachedOn);
    }

    /** How pods may use a volume. */
    public enum Access {
        /** ReadWriteOnce, ReadWriteOncePod: from one node. */
        ONE_NODE,
        /** ReadWriteMany: from several nodes at once. */
        MANY_NODES,
        /** ReadOnlyMany, or mounted read-only: never written by this pod. */
        READ_ONLY
    }
}
