package org.storkee.admission;

import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/**
 * An AdmissionReview as it was asked.
 *
 * @param apiVersion echoed in the answer
 * @param uid of the request, not empty; echoed in the answer
 * @param namespace of the object; empty for one without
 * @param dryRun nothing may be written on its account
 * @param pod the pod to be created; null when the request is about anything else
 */
record Review(
        String apiVersion,
        String uid,
        String namespace,
        boolean dryRun,
        @Nullable Pod pod) {}
