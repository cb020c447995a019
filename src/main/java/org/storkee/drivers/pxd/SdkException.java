package org.storkee.drivers.pxd;

import java.io.IOException;

/** The gateway answered, and not with what was asked for. The message names the request, the status and its words. */
final class SdkException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    private final int status;

    /** {@code status}: the answer's HTTP status. */
    SdkException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The object, or the whole path, does not exist. */
    boolean notFound() {
        return status == NOT_FOUND;
    }

    /**
     * The answer did not fit through the gateway: it takes 4 MiB at once from the server behind it, and tells more than
     * that as gRPC's RESOURCE_EXHAUSTED.
     */
    boolean tooLarge() {
        return status == TOO_MANY_REQUESTS;
    }
}
