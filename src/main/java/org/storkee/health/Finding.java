package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the detector makes of one machine. Immutable.
 *
 * @param machine what its driver last said of it
 * @param phase how far its failure has come
 * @param fresh whether the driver's view counts as evidence now
 * @param first the first sighting of the failure without a break since, or null
 * @param second the sighting that agreed with it, or null while the failure is not confirmed
 * @param fenceConfirmed two observations also agree that the machine is fenced
 * @param confirmAfter how far apart both must be for this machine now
 * @param outages how often it failed lately, this time included
 * @param actingSince when something was first done because of this failure, or null
 * @param coolDownUntil until when a new failure does not count, or null
 */
public record Finding(
        MachineEvidence machine,
        Phase phase,
        boolean fresh,
        @Nullable Sighting first,
        @Nullable Sighting second,
        boolean fenceConfirmed,
        Duration confirmAfter,
        int outages,
        @Nullable Instant actingSince,
        @Nullable Instant coolDownUntil) {
    /** True when two observations agree now. An acting machine whose evidence was lost is not confirmed. */
    public boolean confirmed() {
        return second != null;
    }

    /** Confirmed, and the storage system vouches, no less often, that the machine cannot write. */
    public boolean confirmedFenced() {
        return confirmed() && fenceConfirmed && machine.cannotWrite();
    }
}
