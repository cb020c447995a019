package org.storkee.operations.launcher;

/** Ends the start. The message is one line for people. */
final class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Wrong configuration or arguments: EX_CONFIG of sysexits.h. */
    static final int CONFIGURATION = 78;
    /** Something outside is in the way, such as a port in use: EX_UNAVAILABLE. */
    static final int UNAVAILABLE = 69;

    private final int status;

    StartRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
