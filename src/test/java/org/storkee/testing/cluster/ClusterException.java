package org.storkee.testing.cluster;

/** The test cluster cannot do what was asked; the message is one line a person can act on. */
public class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
