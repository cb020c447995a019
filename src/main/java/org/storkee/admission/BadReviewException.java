package org.storkee.admission;

/** A body that is no AdmissionReview. The message names the field and says what is wrong with it; answered as 400. */
final class BadReviewException extends Exception {
    private static final long serialVersionUID = 1L;

    BadReviewException(String message) {
        super(message);
    }
}
