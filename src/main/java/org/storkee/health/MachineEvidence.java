package org.storkee.health;

import org.storkee.api.NodeState;

/**
 * What a driver's view says of one machine. Immutable.
 *
 * @param id which machine
 * @param state its state
 * @param rawStatus the storage system's own words; may be empty
 * @param fenced the storage system vouches that the machine cannot write any more; means something with
 *     {@link NodeState#OFFLINE} only
 */
public record MachineEvidence(MachineId id, NodeState state, String rawStatus, boolean fenced) {
    /** Serves storage, its own or others': a pod can use its volumes there. */
    public boolean live() {
        return state == NodeState.ONLINE || state == NodeState.STORAGE_DOWN;
    }

    /** Offline, and vouched for. */
    public boolean cannotWrite() {
        return state == NodeState.OFFLINE && fenced;
    }
}
