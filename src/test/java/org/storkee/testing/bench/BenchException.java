package org.storkee.testing.bench;

/** Something is broken, as opposed to slow: the message says what in one line, and no result is worth reporting. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
