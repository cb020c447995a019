package org.storkee.health;

/** What, besides Offline, makes pods move if asked for: {@code stork.health.relocate-on}. */
public enum RelocateOn {
    /** A machine whose storage is Degraded. */
    DEGRADED,
    /** A volume whose condition is abnormal. */
    VOLUME_ABNORMAL
}
