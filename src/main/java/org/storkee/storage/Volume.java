package org.storkee.storage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One volume as its storage system reports it. Immutable.
 *
 * @param id key of the volume within its driver; for a driver of PersistentVolumes the PV's name
 * @param replicas where the data is; empty means the driver cannot tell, so the volume gives no locality
 * @param attachedOn storage ids or IP addresses of the machines it is attached on; may be empty
 * @param remoteAccess better served from a machine without a replica (upstream: needs anti-hyperconvergence)
 * @param labels volume labels that tune scheduling; a claim's annotations overlay them in {@link PodVolumes}
 * @param condition its health by the storage system's word, or null when that tells none
 */
public record Volume(
        String id,
        List<Replica> replicas,
        List<String> attachedOn,
        boolean remoteAccess,
        Map<String, String> labels,
        @Nullable VolumeCondition condition) {
    /** Copies the collections. */
    public Volume {
        replicas = List.copyOf(replicas);
        attachedOn = List.copyOf(attachedOn);
        labels = Map.copyOf(labels);
    }

    /** A volume of a storage system that tells no condition. */
    public Volume(
            String id,
            List<Replica> replicas,
            List<String> attachedOn,
            boolean remoteAccess,
            Map<String, String> labels) {
        this(id, replicas, attachedOn, remoteAccess, labels, null);
    }
}
