package org.storkee.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' out-of-service taint: it ends every pod of the node and detaches every driver's volumes, so it needs more
 * proof than any single deletion. Taken away as soon as the node is back; never touched when somebody else set it. Pure.
 */
final class TaintPlan {
    private final Scene scene;
    private final ShareGuard share;
    private final Drafts drafts;

    TaintPlan(Scene scene, ShareGuard share, Drafts drafts) {
        this.scene = scene;
        this.share = share;
        this.drafts = drafts;
    }

    List<Decision> decide() {
        List<Decision> decisions = new ArrayList<>();
        for (NodeEvidence node : scene.nodes()) {
            Verdict verdict = switch (node.outOfService()) {
                case OURS -> back(node);
                case ABSENT -> proven(node);
                case FOREIGN -> null;
            };
            if (verdict != null) {
                decisions.add(drafts.node(node.name(), failing(node), verdict));
            }
        }
        return decisions;
    }

    private @Nullable Verdict back(NodeEvidence node) {
        if (node.kubelet() != KubeletSignal.ALIVE || !node.ready()) {
            return null;
        }
        return scene.podsOn(node.name()).stream().anyMatch(this::stillEnding)
                ? new Verdict(Action.NOTHING, Reason.NOT_YET_CLEAN, "")
                : new Verdict(Action.UNTAINT, Reason.BACK_IN_SERVICE, "");
    }

    /** A live kubelet is given the pod's time to end it; a taint on a live node must not wait for a hung one. */
    private boolean stillEnding(PodEvidence pod) {
        PodEvidence.Termination termination = pod.termination();
        return termination != null
                && !pod.finished()
                && !pod.volumes().isEmpty()
                && scene.at()
                        .isBefore(termination
                                .seenSince()
                                .plus(termination.grace())
                                .plus(scene.settings().escalateAfter()));
    }

    private @Nullable Verdict proven(NodeEvidence node) {
        List<Finding> failing = failing(node);
        if (!scene.settings().outOfServiceTaint()
                || node.kubelet() != KubeletSignal.LOST
                || failing.isEmpty()
                || failing.stream().anyMatch(f -> share.tooMany(f.machine().id().driver()))
                || scene.podsOn(node.name()).stream().anyMatch(TaintPlan::vetoes)) {
            return null;
        }
        if (node.poweredOff()) {
            return new Verdict(Action.TAINT, Reason.PROVEN_OUT_OF_SERVICE, "a fencing agent cut its power");
        }
        return allVouch(node.name())
                ? new Verdict(Action.TAINT, Reason.PROVEN_OUT_OF_SERVICE, "all storage attached there vouches for it")
                : null;
    }

    /** The taint would end pods that are to be left alone. */
    private static boolean vetoes(PodEvidence pod) {
        return !pod.finished() && pod.optOut() != OptOut.NONE;
    }

    private boolean allVouch(String node) {
        boolean any = false;
        for (AttachmentEvidence attachment : scene.cluster().attachments()) {
            if (attachment.node().equals(node)) {
                if (!FenceGuard.vouched(attachment.driver(), node, scene)) {
                    return false;
                }
                any = true;
            }
        }
        for (PodEvidence pod : scene.podsOn(node)) {
            for (VolumeEvidence volume : pod.finished() ? List.<VolumeEvidence>of() : pod.volumes()) {
                if (!FenceGuard.vouched(volume.driver(), node, scene)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private List<Finding> failing(NodeEvidence node) {
        return scene.findingsOn(node.name()).stream().filter(Finding::confirmed).toList();
    }
}
