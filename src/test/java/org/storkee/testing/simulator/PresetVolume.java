package org.storkee.testing.simulator;

import java.util.List;
import java.util.Map;

/**
 * A volume whose replicas stand where the caller says.
 *
 * @param namespace namespace of the claim
 * @param claim name of the claim
 * @param size size of one replica, a Kubernetes quantity such as {@code 1Gi}
 * @param nodes NodeStorage names that hold a replica; may be empty
 * @param parameters as of a StorageClass of the simulator: {@code remoteAccess}, volume labels
 */
public record PresetVolume(
        String namespace, String claim, String size, List<String> nodes, Map<String, String> parameters) {
    /** Copies the collections. */
    public PresetVolume {
        nodes = List.copyOf(nodes);
        parameters = Map.copyOf(parameters);
    }

    /** Name of the PersistentVolume and of the VolumeReplicas. */
    public String volume() {
        return "sim-" + namespace + "-" + claim;
    }
}
