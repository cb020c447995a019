package org.storkee.drivers.pxd;

import java.io.IOException;

/** The gateway answered, and not with what was asked for. The message names the request, the status and its words. */
final class SdkException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    private final int status;
    private final boolean exhausted;

    /**
     * What was answered.
     *
     * @param status the answer's HTTP status
     * @param exhausted whether its words are gRPC's, and the code RESOURCE_EXHAUSTED
     */
    SdkException(int status, boolean exhausted, String message) {
        super(message);
        this.status = status;
        this.exhausted = exhausted;
    }

    /** The object, or the whole path, does not exist. */
    boolean notFound() {
        return status == NOT_FOUND;
    }

    /**
     * The answer did not fit through the gateway: it takes 4 MiB at once from the server behind it, and tells more than
     * that as gRPC's RESOURCE_EXHAUSTED. A 429 without that code is a proxy's, which wants to be asked less often.
     */
    boolean tooLarge() {
        return status == TOO_MANY_REQUESTS && exhausted;
    }
}
