package org.storkee.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;

/**
 * One machine as a storage system reports it. Immutable.
 *
 * @param id the storage system's own id of the machine; replicas refer to it; never empty
 * @param schedulerId the Kubernetes node name the storage system knows, or null; an empty text counts as null
 * @param hostname host name, or null; compared without regard to case
 * @param addresses IP addresses, possibly none
 * @param state what the driver makes of the raw status
 * @param rawStatus the storage system's own words, shown to people; may be empty
 * @param fenced with {@link NodeState#OFFLINE}: the storage system vouches that the machine cannot write any more
 * @param location where it stands by the storage system's word; unknown parts come from the Kubernetes node's labels
 * @param volumeLimit how many volumes can be attached there at most, or null when the storage system tells none; shown
 *     to people and left to the scheduler's own filter to enforce
 */
public record StorageNode(
        String id,
        @Nullable String schedulerId,
        @Nullable String hostname,
        List<String> addresses,
        NodeState state,
        String rawStatus,
        boolean fenced,
        Location location,
        @Nullable Integer volumeLimit) {
    /** Copies the list; empty identities become null, since two empty ids do not name one machine. */
    public StorageNode {
        schedulerId = schedulerId == null || schedulerId.isEmpty() ? null : schedulerId;
        hostname = hostname == null || hostname.isEmpty() ? null : hostname;
        addresses = addresses.stream().filter(a -> !a.isEmpty()).toList();
    }

    /** A machine without a limit of volumes. */
    public StorageNode(
            String id,
            @Nullable String schedulerId,
            @Nullable String hostname,
            List<String> addresses,
            NodeState state,
            String rawStatus,
            boolean fenced,
            Location location) {
        this(id, schedulerId, hostname, addresses, state, rawStatus, fenced, location, null);
    }

    /** True when pods may be placed on this machine: its storage is served, if need be from elsewhere (rule F-8). */
    public boolean live() {
        return state == NodeState.ONLINE || state == NodeState.STORAGE_DOWN;
    }
}
