package org.storkee.health;

/** What health does with its decisions: {@code stork.health.mode}. */
public enum Mode {
    /** Carries them out. */
    ACT,
    /** Makes the same decisions, tells them, and writes nothing. */
    OBSERVE,
    /** Decides nothing. */
    OFF
}
