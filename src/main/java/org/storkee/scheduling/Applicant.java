package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A pod as the {@link CapacityLedger} knows it. Immutable.
 *
 * @param uid its UID
 * @param told why the scheduler could not place it, as its condition PodScheduled says; empty when it says no such thing
 */
record Applicant(String uid, String told) {
    /** What {@code pod} says of itself. */
    static Applicant of(Pod pod) {
        String told = pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? ""
                : pod.getStatus().getConditions().stream()
                        .filter(c -> c != null && "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                        .map(c -> c.getReason() + ": " + c.getMessage())
                        .findFirst()
                        .orElse("");
        return new Applicant(String.valueOf(pod.getMetadata().getUid()), told);
    }
}
