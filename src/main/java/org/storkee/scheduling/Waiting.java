package org.storkee.scheduling;

/**
 * Why a whole pod must wait, whatever the nodes are; the scheduler tries it again by its back-off. Immutable.
 *
 * @param text what the scheduler shows
 */
record Waiting(Reason reason, String text) {
    /** What {@code stork_extender_waits_total} is counted by. */
    enum Reason {
        /** The caches, the ledger's books or a driver's first view are not complete yet. */
        START("start"),
        /** Nothing is known of a driver's nodes, and such pods are to wait. */
        BLIND("blind"),
        /** A volume that must exist is shown by nobody yet. */
        UNSEEN_VOLUME("unseen-volume"),
        /** The room left is offered to other pods. */
        CAPACITY("capacity");

        /** The value of the label. */
        final String label;

        Reason(String label) {
            this.label = label;
        }
    }
}
