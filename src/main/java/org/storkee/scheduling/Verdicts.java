package org.storkee.scheduling;

import org.jspecify.annotations.Nullable;

/**
 * What filter decided.
 *
 * @param refusals one per candidate, in order; null accepts
 * @param waiting why the whole pod must wait, or null; with one, {@code refusals} do not count
 * @param pod what it was decided on
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read in the same request
record Verdicts(@Nullable Refusal[] refusals, @Nullable String waiting, PodCase pod) {
    /** How many candidates can take the pod. */
    int accepted() {
        int count = 0;
        for (Refusal refusal : refusals) {
            count += refusal == null ? 1 : 0;
        }
        return count;
    }

    /** True when some candidate was refused for {@code reason}. */
    boolean has(Refusal reason) {
        for (Refusal refusal : refusals) {
            if (refusal == reason) {
                return true;
            }
        }
        return false;
    }
}
