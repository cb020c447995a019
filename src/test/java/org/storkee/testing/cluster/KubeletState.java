package org.storkee.testing.cluster;

/** How the kubelet of a played node behaves; kept in the node's label {@value #LABEL}. */
public enum KubeletState {
    /** All is well. */
    RUNNING,
    /** The heartbeat goes on and pods start, but no deletion is ever finished: an unmount that hangs. */
    HUNG,
    /** Nothing at all: no heartbeat, no pod starts, no deletion is ever finished. */
    DEAD;

    /** The label by which each KWOK process picks its nodes. */
    public static final String LABEL = "testing.storkee.org/kubelet";

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
