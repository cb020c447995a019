package org.storkee.storage;

/**
 * Why a pod cannot be placed anywhere because of one of its claims.
 *
 * @param kind what is wrong
 * @param claim the claim's name, as upstream's texts should have named it (WC-33)
 */
public record ClaimProblem(Kind kind, String claim) {
    /** What can be wrong with a claim, in the order it is looked for. */
    public enum Kind {
        /** The API server does not know the claim. */
        MISSING,
        /** Annotation {@code stork.libopenstorage.org/restore-in-progress} is exactly {@code true}. */
        RESTORING,
        /** A driver's claim that is neither bound nor waiting for its first consumer. */
        NOT_BOUND
    }
}
