package org.storkee.scheduling;

/** A request that is not worked on, with the HTTP status that says why. */
public final class RejectedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** {@code status}: 408, 413 or 503; {@code message}: what the limit is and which setting changes it. */
    public RejectedRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status to answer with. */
    public int status() {
        return status;
    }
}
