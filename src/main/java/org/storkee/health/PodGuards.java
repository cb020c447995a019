package org.storkee.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods that are left alone whatever storage and kubelet say. Pure. */
final class PodGuards {
    private PodGuards() {}

    /** Why {@code pod} is left alone, with an event or without; null when it may be relocated. */
    static @Nullable Verdict judge(PodEvidence pod, List<Finding> failing, HealthSettings settings) {
        if (pod.finished()) {
            return nothing(Reason.FINISHED);
        }
        if (pod.mirror()) {
            return nothing(Reason.MIRROR);
        }
        if (pod.controller() != null && pod.controller().kind().equals("DaemonSet")) {
            return nothing(Reason.DAEMON_SET);
        }
        if (pod.optOut() == OptOut.NEVER) {
            return nothing(Reason.OPTED_OUT);
        }
        if (pod.controller() == null && !settings.barePods()) {
            return tell(Reason.BARE);
        }
        if (!pod.schedulerAsksUs()) {
            return tell(Reason.FOREIGN_SCHEDULER);
        }
        return cameBack(pod, failing) ? tell(Reason.CAME_BACK) : null;
    }

    /**
     * Placed there although its storage had failed: deleting it again would go on for ever. Counted from when the machine
     * was first acted on: the extender refuses it from the first sighting, seconds before, so nothing is on its way then.
     */
    private static boolean cameBack(PodEvidence pod, List<Finding> failing) {
        for (Finding finding : failing) {
            Instant acting = finding.actingSince();
            if (acting != null && pod.seenSince().isAfter(acting)) {
                return true;
            }
        }
        return false;
    }

    private static Verdict nothing(Reason reason) {
        return new Verdict(Action.NOTHING, reason, "");
    }

    private static Verdict tell(Reason reason) {
        return new Verdict(Action.TELL, reason, "");
    }
}
