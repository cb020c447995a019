package org.storkee.admission;

import java.util.Locale;

/** What came of a review, as the metric {@code stork_admission_requests_total} and the answer's message tell it. */
enum Outcome {
    /** The pod uses a driver's volumes and got the scheduler. */
    STORK("Successful"),
    /** Nobody can tell whose a claim of the pod is, or will be; it got the scheduler, which could not be set later. */
    UNSURE("Successful"),
    /** The pod names our scheduler itself. */
    ALREADY("Successful"),
    /** No volume of the pod is a driver's; the message is upstream's. */
    NOT_STORAGE("Ignoring backends which are not supported by stork "),
    /** The annotation asks for it; upstream says the same of both. */
    OPTED_OUT("Ignoring backends which are not supported by stork "),
    /** The pod names a scheduler of its own choice. */
    OTHER_SCHEDULER("Ignoring a pod that names another scheduler"),
    /** The pod is on a node already, past any scheduler. */
    ON_NODE("Ignoring a pod that has a node already"),
    /** Something else than the creation of a pod. */
    NOT_A_NEW_POD("Ignoring what is not the creation of a pod"),
    /** The body is no review. */
    BAD_REQUEST(""),
    /** A mistake of ours. */
    ERROR("");

    private final String message;

    Outcome(String message) {
        this.message = message;
    }

    /** The text of the answer; empty for those that are no review. */
    String message() {
        return message;
    }

    /** As metrics name it: {@code not-storage}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
