package org.storkee.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The state of one replica, as published in {@link VolumeReplicasSpec.Replica#getState()}. */
public enum ReplicaState {
    /** Holds all data. */
    @JsonProperty("UpToDate")
    UP_TO_DATE,
    /** Is being filled; gives no locality yet. */
    @JsonProperty("Syncing")
    SYNCING,
    /** Cannot be used. */
    @JsonProperty("Failed")
    FAILED
}
