package org.storkee.health;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * Tells which machines failed: Healthy, Suspect, Confirmed, Acting, Recovered, for each machine of each driver.
 *
 * <p>A failure is confirmed by two observations that agree: the second from a view known to hold at least
 * {@code confirm-after} later than the first, and nothing else seen in between. Everything else (a stale view, another
 * state, a driver or machine that is gone, a beat that came too late) starts over. Pure but for its memory; time comes in
 * from outside. Not thread-safe.
 */
public final class FailureDetector {
    private final HealthSettings settings;

    /** Starts without evidence. */
    public FailureDetector(HealthSettings settings) {
        this.settings = settings;
    }

    /**
     * One look, to be taken every {@code check-interval}.
     *
     * @param drivers every driver instance there is
     * @param abnormal volumes that are abnormal by their drivers' views; without {@code relocate-on=volume-abnormal} it
     *     may be empty
     */
    public Findings observe(Collection<DriverEvidence> drivers, Set<VolumeKey> abnormal, Instant now) {
        throw new UnsupportedOperationException(settings.toString());
    }

    /** Something is about to be done because of this machine: it is Acting until it recovers. */
    public void acted(MachineId machine, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** A pod is about to be moved because of this volume: once until it was normal again. */
    public void acted(VolumeKey volume, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all evidence, as a new leader must; what is remembered against machines that flap is kept. */
    public void reset() {
        throw new UnsupportedOperationException();
    }
}
