package org.storkee.storage;

import java.util.List;
import java.util.Map;

/**
 * One volume as its storage system reports it. Immutable.
 *
 * @param id key of the volume within its driver; for a driver of PersistentVolumes the PV's name
 * @param replicas where the data is; empty means the driver cannot tell, so the volume gives no locality
 * @param attachedOn storage ids or IP addresses of the machines it is attached on; may be empty
 * @param remoteAccess better served from a machine without a replica (upstream: needs anti-hyperconvergence)
 * @param labels volume labels that tune scheduling; a claim's annotations overlay them in {@link PodVolumes}
 */
public record Volume(
        String id, List<Replica> replicas, List<String> attachedOn, boolean remoteAccess, Map<String, String> labels) {
    /** Copies the collections. */
    public Volume {
        replicas = List.copyOf(replicas);
        attachedOn = List.copyOf(attachedOn);
        labels = Map.copyOf(labels);
    }
}
