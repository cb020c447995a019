package org.storkee.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The state of one machine's storage, as published in {@link NodeStorageSpec#getState()}. */
public enum NodeState {
    /** Serves I/O, its own disks included. */
    @JsonProperty("Online")
    ONLINE,
    /** Works, but not fully: a rebalance, a drive replacement. Takes no new pods. */
    @JsonProperty("Degraded")
    DEGRADED,
    /** The driver is up and the local disks are down: I/O is served remotely. */
    @JsonProperty("StorageDown")
    STORAGE_DOWN,
    /** The data path of this machine is down, by the storage system's own word. */
    @JsonProperty("Offline")
    OFFLINE,
    /** The machine's storage agent does not answer; its data path may well work. */
    @JsonProperty("Unreachable")
    UNREACHABLE
}
