package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;

/** What the detector remembers of one machine. Not thread-safe; the detector guards it. */
final class MachineTrack {
    private final HealthSettings settings;
    private final Deque<Instant> outages = new ArrayDeque<>();
    private MachineEvidence machine;
    private final Sightings failure = new Sightings();
    private final Sightings fence = new Sightings();
    private @Nullable Instant actingSince;
    private @Nullable Instant coolDownUntil;
    private boolean down;

    MachineTrack(MachineEvidence machine, HealthSettings settings) {
        this.machine = machine;
        this.settings = settings;
    }

    /** States that count as a failure by the settings. */
    static boolean failed(NodeState state, HealthSettings settings) {
        return state == NodeState.OFFLINE
                || (state == NodeState.DEGRADED && settings.relocateOn().contains(RelocateOn.DEGRADED));
    }

    /** The driver's word, from a view that counts as evidence and held at {@code heldAt}. */
    void see(MachineEvidence evidence, Instant heldAt, Instant now) {
        boolean sameState = evidence.state() == machine.state();
        machine = evidence;
        coolDownUntil = coolDownUntil != null && now.isBefore(coolDownUntil) ? coolDownUntil : null;
        if (!failed(evidence.state(), settings)) {
            loseEvidence();
            if (evidence.state() != NodeState.UNREACHABLE) {
                recovered(now);
            }
            return;
        }
        if (!down) {
            down = true;
            outages.add(now);
        }
        if (coolDownUntil != null) {
            return;
        }
        if (!sameState) {
            loseEvidence();
        }
        failure.add(heldAt, now, confirmAfter());
        if (evidence.cannotWrite()) {
            fence.add(heldAt, now, confirmAfter());
        } else {
            fence.lose();
        }
    }

    /** Its data path works, by the driver's word. */
    private void recovered(Instant now) {
        down = false;
        if (actingSince != null) {
            actingSince = null;
            coolDownUntil = now.plus(settings.coolDown());
        }
    }

    /** The driver says something else, or nothing that counts. */
    void stale(MachineEvidence evidence) {
        machine = evidence;
        loseEvidence();
    }

    /** What was seen so far proves nothing any more. */
    void loseEvidence() {
        failure.lose();
        fence.lose();
    }

    /** The same after a pause, or on a clock that was set: if back, what was done was not done in the future. */
    void clockBroke(Instant now) {
        loseEvidence();
        actingSince = actingSince != null && actingSince.isAfter(now) ? now : actingSince;
    }

    /** As after a change of leader: who acts now does not know what was done before. */
    void forget() {
        loseEvidence();
        actingSince = null;
    }

    void acted(Instant now) {
        actingSince = actingSince == null ? now : actingSince;
    }

    boolean acting() {
        return actingSince != null;
    }

    /** Nothing is remembered that a new track would not know. */
    boolean blank(Instant now) {
        forgetOldOutages(now);
        return outages.isEmpty() && failure.first() == null && actingSince == null && coolDownUntil == null && !down;
    }

    void forgetOldOutages(Instant now) {
        while (!outages.isEmpty()
                && outages.getFirst().plus(settings.flapWindow()).isBefore(now)) {
            outages.removeFirst();
        }
    }

    /** Of a machine nobody speaks of: true when nothing is held against it any more. */
    boolean forgettable() {
        return outages.isEmpty();
    }

    /** Doubles with each outage within the window. */
    private Duration confirmAfter() {
        Duration grown = settings.confirmAfter().multipliedBy(1L << Math.clamp(outages.size() - 1, 0, 20));
        return grown.compareTo(settings.maxConfirmAfter()) > 0 ? longest() : grown;
    }

    private Duration longest() {
        return settings.maxConfirmAfter().compareTo(settings.confirmAfter()) > 0
                ? settings.maxConfirmAfter()
                : settings.confirmAfter();
    }

    private Phase phase() {
        if (actingSince != null) {
            return Phase.ACTING;
        }
        if (coolDownUntil != null) {
            return Phase.RECOVERED;
        }
        return failure.second() != null ? Phase.CONFIRMED : failure.first() != null ? Phase.SUSPECT : Phase.HEALTHY;
    }

    Finding finding(boolean fresh) {
        return new Finding(
                machine,
                phase(),
                fresh,
                failure.first(),
                failure.second(),
                fence.second() != null,
                confirmAfter(),
                outages.size(),
                actingSince,
                coolDownUntil);
    }
}
