package org.storkee.health;

import java.util.List;

/**
 * Decides what a failure means for each pod, attachment and node: the table and the guards of {@code docs/health.md}.
 * Pure.
 */
public final class RelocationPlan {
    private RelocationPlan() {}

    /**
     * One decision for each pod, machine and driver there is something to say about, in the order in which they are to be
     * carried out. Nothing at all in mode {@link Mode#OFF}.
     *
     * @param findings from the same evidence
     */
    public static List<Decision> decide(Findings findings, ClusterEvidence cluster, HealthSettings settings) {
        throw new UnsupportedOperationException();
    }
}
