package org.storkee.testing.faults;

/** How a storage system's API goes wrong. */
public enum Fault {
    /** Connections are refused or closed at once. */
    DOWN,
    /** Connections are accepted and nothing is ever answered; those that are open fall silent. */
    HANGING,
    /** Every request is answered 503 with an HTML page. */
    SERVER_ERROR,
    /** Every request is answered 200 with a body that is no JSON. */
    GARBAGE,
    /** Every request is answered 401: the credentials are no longer good. */
    EXPIRED_CREDENTIALS
}
