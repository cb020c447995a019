package org.storkee.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverId;

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
    private final Map<MachineId, MachineTrack> tracks = new HashMap<>();
    private final VolumeWatch volumes;
    private @Nullable Instant last;

    /** Starts without evidence. */
    public FailureDetector(HealthSettings settings) {
        this.settings = settings;
        volumes = new VolumeWatch(settings);
    }

    /**
     * Between the last look and the next one the driver called a machine something that is no failure, as {@code machine}
     * says: what was seen of it so far is over, whatever the next look finds.
     */
    public void passed(MachineEvidence machine, Instant now) {
        MachineTrack track = tracks.get(machine.id());
        if (track != null) {
            track.see(machine, now, now);
        }
    }

    /**
     * One look, to be taken every {@code check-interval}; what happened in between is told by {@link #passed} before.
     *
     * @param drivers every driver instance there is
     * @param abnormal volumes that are abnormal by their drivers' views; without {@code relocate-on=volume-abnormal} it
     *     may be empty
     */
    public Findings observe(Collection<DriverEvidence> drivers, Set<VolumeKey> abnormal, Instant now) {
        if (Beats.broken(last, now, settings.longestGap())) {
            tracks.values().forEach(track -> track.clockBroke(now));
            volumes.loseEvidence();
        }
        last = now;
        List<Finding> findings = new ArrayList<>();
        Map<DriverId, Census> census = new HashMap<>();
        Map<DriverId, Instant> held = new HashMap<>();
        Set<MachineId> seen = new HashSet<>();
        for (DriverEvidence driver : drivers) {
            boolean fresh = driver.fresh(now, settings.maxViewAge());
            if (fresh) {
                held.put(driver.driver(), Objects.requireNonNull(driver.lastHeld()));
            }
            census.put(driver.driver(), look(driver, fresh, now, findings, seen));
        }
        forgetGone(seen, now);
        volumes.observe(held, abnormal, now);
        return new Findings(now, findings, census, volumes.confirmed(), volumes.movedAt());
    }

    private Census look(
            DriverEvidence driver, boolean fresh, Instant now, List<Finding> findings, Set<MachineId> seen) {
        int failed = 0;
        for (MachineEvidence machine : driver.machines()) {
            MachineTrack track = tracks.get(machine.id());
            boolean online = machine.state() == NodeState.ONLINE;
            if (track == null && !online) {
                track = new MachineTrack(machine, settings);
                tracks.put(machine.id(), track);
            }
            if (track == null) {
                continue;
            }
            seen.add(machine.id());
            track.forgetOldOutages(now);
            if (fresh) {
                track.see(machine, Objects.requireNonNull(driver.lastHeld()), now);
            } else {
                track.stale(machine);
            }
            failed += MachineTrack.failed(machine.state(), settings) || track.acting() ? 1 : 0;
            Finding finding = track.finding(fresh);
            if (!online || finding.phase() != Phase.HEALTHY) {
                findings.add(finding);
            } else if (track.blank(now)) {
                tracks.remove(machine.id());
            }
        }
        return new Census(
                driver.driver(), driver.machines().size(), failed, fresh, driver.lastHeld(), driver.failure());
    }

    /** A machine nobody speaks of proves nothing; what it is remembered for is kept as long as an outage is. */
    private void forgetGone(Set<MachineId> seen, Instant now) {
        tracks.entrySet().removeIf(entry -> {
            if (seen.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().loseEvidence();
            entry.getValue().forgetOldOutages(now);
            return entry.getValue().forgettable();
        });
    }

    /** Something is about to be done because of this machine: it is Acting until it recovers. */
    public void acted(MachineId machine, Instant now) {
        MachineTrack track = tracks.get(machine);
        if (track != null) {
            track.acted(now);
        }
    }

    /** A pod is about to be moved because of this volume: pods that are placed from now on are not, until it was normal. */
    public void acted(VolumeKey volume, Instant now) {
        volumes.acted(volume, now);
    }

    /** Forgets all evidence, as a new leader must; what is remembered against machines that flap is kept. */
    public void reset() {
        tracks.values().forEach(MachineTrack::forget);
        volumes.reset();
    }
}
