package org.storkee.scheduling;

/**
 * Why a node cannot take a pod. The texts are few and name neither node nor volume, because the scheduler counts equal
 * texts for {@code kubectl describe pod} (design S3); what they leave out stands in the event and in explain.
 */
public enum Refusal {
    /** Annotation {@code operator.libopenstorage.org/unschedulable} on the node. */
    UNSCHEDULABLE("node is marked unschedulable for storage"),
    /** The driver has no record of this node. */
    NO_DRIVER("storage driver does not run on the node"),
    /** The driver's record is Offline, Unreachable or Degraded. */
    OFFLINE("storage is offline on the node"),
    /** The pod's {@code preferLocalNodeOnly} or a volume that is local by nature, and a replica is missing here. */
    NO_LOCAL_REPLICA("node holds no replica of a local-only volume"),
    /** {@code preferRemoteNodeOnly}, and a replica is here. */
    REMOTE_ONLY("node holds a replica of a remote-only volume"),
    /** No replica of some volume is up to date on an Online node; holds for every node. */
    NO_USABLE_REPLICA("no usable replica of the volume is online"),
    /** No replica of some volume is on a machine that exists any more; holds for every node. */
    REPLICA_GONE("node that holds the volume is gone"),
    /** The pending claims do not fit here. */
    NO_CAPACITY("not enough storage capacity on the node"),
    /** A claim is being restored; holds for every node. */
    RESTORING("volume restore is in progress"),
    /** A claim is neither bound nor waiting for its first consumer; holds for every node. */
    CLAIM_NOT_BOUND("claim is not bound"),
    /** A claim does not exist; holds for every node. */
    CLAIM_MISSING("claim does not exist");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** What the scheduler, and so {@code kubectl describe pod}, shows. */
    public String text() {
        return text;
    }
}
