package org.storkee.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;

/**
 * Attachments that keep a volume from being used elsewhere: removed once no pod on the failed node uses them any more, and
 * only those of the driver that vouches for the node. So a removal always comes a beat after the pod's deletion, whoever
 * made that, and nothing is left behind when the leader dies in between. Pure.
 */
final class AttachmentPlan {
    private final Scene scene;
    private final ShareGuard share;
    private final Drafts drafts;

    AttachmentPlan(Scene scene, ShareGuard share, Drafts drafts) {
        this.scene = scene;
        this.share = share;
        this.drafts = drafts;
    }

    List<Decision> decide() {
        List<Decision> decisions = new ArrayList<>();
        for (AttachmentEvidence attachment : scene.cluster().attachments()) {
            Finding finding =
                    attachment.driver() == null ? null : scene.finding(attachment.driver(), attachment.node());
            if (finding != null
                    && finding.confirmed()
                    && attachment.volume() != null
                    && !share.tooMany(finding.machine().id().driver())) {
                Verdict verdict = judge(attachment, finding);
                if (verdict != null) {
                    decisions.add(drafts.attachment(attachment, finding, verdict));
                }
            }
        }
        return decisions;
    }

    private @Nullable Verdict judge(AttachmentEvidence attachment, Finding finding) {
        if (attachment.unusedSince() == null || used(attachment)) {
            return null;
        }
        boolean fenced = finding.confirmedFenced();
        return switch (scene.kubelet(attachment.node())) {
            case UNKNOWN -> null;
            case LOST ->
                fenced
                        ? remove(Reason.ATTACHMENT_LEFT_BEHIND)
                        : scene.settings().actUnfenced() && finding.machine().state() == NodeState.OFFLINE
                                ? remove(Reason.ATTACHMENT_LEFT_UNFENCED)
                                : null;
            case ALIVE ->
                // A live kubelet unmounts by itself; only what stays that long is stuck.
                fenced
                                && !scene.at()
                                        .isBefore(attachment
                                                .unusedSince()
                                                .plus(scene.settings().escalateAfter()))
                        ? remove(Reason.ATTACHMENT_LEFT_BEHIND)
                        : null;
        };
    }

    private boolean used(AttachmentEvidence attachment) {
        for (PodEvidence pod : scene.podsOn(attachment.node())) {
            if (!pod.finished() && pod.volumes().stream().anyMatch(v -> v.name().equals(attachment.volume()))) {
                return true;
            }
        }
        return false;
    }

    private static Verdict remove(Reason reason) {
        return new Verdict(Action.REMOVE_ATTACHMENT, reason, "");
    }
}
