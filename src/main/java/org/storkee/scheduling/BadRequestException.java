package org.storkee.scheduling;

/** A request that cannot be understood. The message names the field and says what is wrong with it; answered as 400. */
public final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code message}: field, place in the body, and what is wrong. */
    public BadRequestException(String message) {
        super(message);
    }
}
