package org.storkee.health;

import java.time.Duration;
import java.util.Set;

/** The defaults with something changed. */
final class Settings {
    private Mode mode = Mode.ACT;
    private boolean actUnfenced;
    private Set<RelocateOn> relocateOn = Set.of();
    private boolean barePods;
    private boolean taint;
    private Duration coolDown = HealthSettings.DEFAULTS.coolDown();

    static Settings with() {
        return new Settings();
    }

    Settings mode(Mode value) {
        mode = value;
        return this;
    }

    Settings actUnfenced() {
        actUnfenced = true;
        return this;
    }

    Settings relocateOn(RelocateOn... value) {
        relocateOn = Set.of(value);
        return this;
    }

    Settings barePods() {
        barePods = true;
        return this;
    }

    Settings taint() {
        taint = true;
        return this;
    }

    Settings coolDown(Duration value) {
        coolDown = value;
        return this;
    }

    HealthSettings get() {
        HealthSettings d = HealthSettings.DEFAULTS;
        return new HealthSettings(
                mode,
                d.checkInterval(),
                d.maxViewAge(),
                d.confirmAfter(),
                d.maxConfirmAfter(),
                d.flapWindow(),
                coolDown,
                d.kubeletLostAfter(),
                d.escalateAfter(),
                d.maxUnhealthyPercent(),
                actUnfenced,
                relocateOn,
                barePods,
                taint,
                d.podsPerSecond(),
                d.burst());
    }
}
