package org.storkee.health;

/** This replica does not lead (any more), so it must not write; the one that leads does what is needed. */
final class NotLeadingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLeadingException() {
        super("this replica does not lead");
    }
}
