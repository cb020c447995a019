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
 * @param folder absolute path of a folder that pods see as the volume, on a node with a real kubelet, made there when it
 *     is missing; empty for a CSI volume, which only exists in the API server
 */
public record PresetVolume(
        String namespace,
        String claim,
        String size,
        List<String> nodes,
        Map<String, String> parameters,
        String folder) {
    /** Copies the collections. */
    public PresetVolume {
        nodes = List.copyOf(nodes);
        parameters = Map.copyOf(parameters);
    }

    /** A volume without data. */
    public PresetVolume(
            String namespace, String claim, String size, List<String> nodes, Map<String, String> parameters) {
        this(namespace, claim, size, nodes, parameters, "");
    }

    /** The same volume with its data in a folder. */
    public PresetVolume in(String other) {
        return new PresetVolume(namespace, claim, size, nodes, parameters, other);
    }

    /** Name of the PersistentVolume and of the VolumeReplicas. */
    public String volume() {
        return "sim-" + namespace + "-" + claim;
    }
}
