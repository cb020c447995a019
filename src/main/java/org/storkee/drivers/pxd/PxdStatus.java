package org.storkee.drivers.pxd;

import org.storkee.api.NodeState;

/**
 * What a status of a Portworx node means here. Pure.
 *
 * <p>Upstream's table (reference 2.4), but for two rows: a node that is still starting, and words nobody here knows, say
 * nothing against a data path, so they keep new pods away and evict nobody. The reasons are in
 * {@code docs/drivers/pxd.md}.
 *
 * @param state the state
 * @param fenced with {@link NodeState#OFFLINE}: Portworx stops the node's I/O for this reason
 */
record PxdStatus(NodeState state, boolean fenced) {
    /** By the name of an {@code openstorage.api.Status}. */
    static PxdStatus of(String status) {
        return switch (status) {
            case "STATUS_NONE", "STATUS_OK" -> new PxdStatus(NodeState.ONLINE, false);
            case "STATUS_POOLMAINTENANCE", "STATUS_STORAGE_DOWN" -> new PxdStatus(NodeState.STORAGE_DOWN, false);
            case "STATUS_STORAGE_DEGRADED", "STATUS_STORAGE_REBALANCE", "STATUS_STORAGE_DRIVE_REPLACE" ->
                new PxdStatus(NodeState.DEGRADED, false);
            // Outside the quorum a node serves no I/O: the one case in which Portworx vouches for it.
            case "STATUS_NOT_IN_QUORUM", "STATUS_NOT_IN_QUORUM_NO_STORAGE" -> new PxdStatus(NodeState.OFFLINE, true);
            // The word of a cluster in quorum about a member, or the member's own.
            case "STATUS_OFFLINE", "STATUS_ERROR", "STATUS_DECOMMISSION", "STATUS_MAINTENANCE", "STATUS_NEEDS_REBOOT" ->
                new PxdStatus(NodeState.OFFLINE, false);
            default -> new PxdStatus(NodeState.UNREACHABLE, false);
        };
    }

    /** Whether a machine that sees its cluster so may speak for the others: outside the quorum all seem offline to it. */
    static boolean speaksForCluster(String clusterStatus) {
        return switch (clusterStatus) {
            case "STATUS_NOT_IN_QUORUM",
                    "STATUS_NOT_IN_QUORUM_NO_STORAGE",
                    "STATUS_OFFLINE",
                    "STATUS_INIT",
                    "STATUS_ERROR" -> false;
            default -> true;
        };
    }
}
