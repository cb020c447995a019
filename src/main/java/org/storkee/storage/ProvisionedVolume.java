package org.storkee.storage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bound volume of a pod, owned by a driver. Immutable.
 *
 * @param claim the PersistentVolumeClaim's name; of a volume the pod names itself, what the pod calls it
 * @param name what people call the volume: the PersistentVolume's name
 * @param driver its owner
 * @param key its key in the owner's view
 * @param volume what the owner's view says of it, or null when the view has no such volume (yet)
 * @param labels the volume's labels, overlaid by the claim's annotations
 */
public record ProvisionedVolume(
        String claim,
        String name,
        DriverId driver,
        String key,
        @Nullable Volume volume,
        Map<String, String> labels) {
    /** Volume label of a driver: only machines with a replica can use the volume at all. */
    public static final String LOCAL_ONLY = "storkee.org/local-only";

    private static final String PREFIX = "stork.libopenstorage.org/";

    /** True when the owner told where its data is; without it a volume neither helps nor hinders a node (S7). */
    public boolean hasReplicas() {
        return volume != null && !volume.replicas().isEmpty();
    }

    /**
     * To be kept away from its replicas: needs it, and label {@code preferRemoteNode} does not say no (default true).
     */
    public boolean antiHyperconverged() {
        return volume != null && volume.remoteAccess() && GoBoolean.of(labels, PREFIX + "preferRemoteNode", true);
    }

    /** Replica nodes are forbidden, not only disliked: {@code preferRemoteNodeOnly} (default false). */
    public boolean remoteOnly() {
        return antiHyperconverged() && GoBoolean.of(labels, PREFIX + "preferRemoteNodeOnly", false);
    }

    /** Can be used nowhere but on a replica's machine, by the storage system's word: {@link #LOCAL_ONLY}. */
    public boolean localOnly() {
        return GoBoolean.of(labels, LOCAL_ONLY, false);
    }

    /**
     * Whether no other machine than one with a replica will do, for the volume's own sake or the pod's. A volume whose
     * replicas nobody tells (S7), or that is to be kept away from them, cannot ask for that.
     *
     * @param pod the pod asks for it: {@link #replicaNodesOnly}
     */
    public boolean onReplicasOnly(boolean pod) {
        return (pod || localOnly()) && hasReplicas() && !antiHyperconverged();
    }

    /** Pod annotation {@code preferLocalNodeOnly} (default false). */
    public static boolean replicaNodesOnly(@Nullable Map<String, String> annotations) {
        return GoBoolean.of(annotations, PREFIX + "preferLocalNodeOnly", false);
    }

    /** Takes no part in scoring: {@code skipSchedulerScoring} (default false). */
    public boolean skipsScoring() {
        return GoBoolean.of(labels, PREFIX + "skipSchedulerScoring", false);
    }

    /** A share for Windows pods, mounted over the network: {@code winshare} (default false). */
    public boolean windows() {
        return GoBoolean.of(labels, "winshare", false);
    }
}
