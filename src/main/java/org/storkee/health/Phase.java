package org.storkee.health;

/** How far a machine's failure has come. Evidence that is lost leads back to the start, but not out of acting. */
public enum Phase {
    /** Nothing is wrong, or nothing is known. */
    HEALTHY,
    /** Seen failed, not yet long or often enough. */
    SUSPECT,
    /** Two observations agree. */
    CONFIRMED,
    /** Something was done because of it, and it has not recovered since. */
    ACTING,
    /** It is back after something was done; a new failure counts only after the cool-down. */
    RECOVERED
}
