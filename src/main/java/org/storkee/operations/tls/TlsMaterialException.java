package org.storkee.operations.tls;

/** A certificate, key or store file that cannot be used. The message is one line for people that names the file. */
public final class TlsMaterialException extends Exception {
    private static final long serialVersionUID = 1L;

    public TlsMaterialException(String message) {
        super(message);
    }

    public TlsMaterialException(String message, Throwable cause) {
        super(message, cause);
    }
}
