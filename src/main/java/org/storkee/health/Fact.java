package org.storkee.health;

/**
 * One piece of evidence, for people.
 *
 * @param what for example {@code storage}
 * @param value for example {@code Offline (quorum lost)}
 */
public record Fact(String what, String value) {
    /** {@code what: value}. */
    @Override
    public String toString() {
        return what + ": " + value;
    }
}
