package org.storkee.health;

import java.util.ArrayList;
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
        List<Decision> decisions = new ArrayList<>();
        if (settings.mode() == Mode.OFF) {
            return decisions;
        }
        Scene scene = new Scene(findings, cluster, settings);
        ShareGuard share = new ShareGuard(scene);
        Drafts drafts = new Drafts(scene, share);
        decisions.addAll(new MachinePlan(scene, share, drafts).decide());
        PodPlan pods = new PodPlan(scene, share, drafts);
        for (PodEvidence pod : cluster.pods()) {
            Decision decision = pods.decide(pod);
            if (decision != null) {
                decisions.add(decision);
            }
        }
        decisions.addAll(new AttachmentPlan(scene, share, drafts).decide());
        decisions.addAll(new TaintPlan(scene, share, drafts).decide());
        return decisions;
    }
}
