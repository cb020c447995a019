package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is done to a pod whose failure is confirmed and whom no guard protects: design table of health. Pure. */
final class DecisionTable {
    private DecisionTable() {}

    /**
     * One row.
     *
     * @param failure why the pod is to leave
     * @param unvouched null when every volume of the pod is vouched for: nobody can write to it from this node; else which
     *     one is not
     */
    static Verdict judge(
            Reason failure,
            KubeletSignal kubelet,
            @Nullable String unvouched,
            PodEvidence.@Nullable Termination termination,
            Instant now,
            HealthSettings settings) {
        if (termination != null && termination.grace().isZero()) {
            return ended(termination, now, settings.escalateAfter());
        }
        return switch (kubelet) {
            case UNKNOWN -> new Verdict(Action.NOTHING, Reason.KUBELET_UNKNOWN, "");
            case LOST -> lost(failure, unvouched, settings);
            case ALIVE ->
                termination == null
                        ? new Verdict(Action.DELETE_GRACEFULLY, failure, "")
                        : terminating(unvouched, termination, now, settings.escalateAfter());
        };
    }

    /**
     * A pod that is still there with a grace period of 0 was deleted for good, by whomever: only finalizers keep it, and
     * another deletion would change nothing. Told after a while, for most finalizers are gone in a moment.
     */
    private static Verdict ended(PodEvidence.Termination termination, Instant now, Duration escalateAfter) {
        return now.isBefore(termination.seenSince().plus(escalateAfter))
                ? new Verdict(Action.NOTHING, Reason.TERMINATING, "")
                : new Verdict(Action.TELL, Reason.ONLY_FINALIZERS, "");
    }

    private static Verdict lost(Reason failure, @Nullable String unvouched, HealthSettings settings) {
        if (unvouched == null) {
            return new Verdict(Action.FORCE_DELETE, Reason.LOST_AND_FENCED, "");
        }
        return settings.actUnfenced() && failure == Reason.STORAGE_OFFLINE
                ? new Verdict(Action.FORCE_DELETE, Reason.LOST_UNFENCED_ALLOWED, unvouched)
                : new Verdict(Action.TELL, Reason.LOST_NOT_FENCED, unvouched);
    }

    private static Verdict terminating(
            @Nullable String unvouched, PodEvidence.Termination termination, Instant now, Duration escalateAfter) {
        Instant end = termination.seenSince().plus(termination.grace()).plus(escalateAfter);
        if (now.isBefore(end)) {
            return new Verdict(Action.NOTHING, Reason.TERMINATING, "");
        }
        return unvouched == null
                ? new Verdict(Action.FORCE_DELETE, Reason.STUCK_AND_FENCED, "")
                : new Verdict(Action.TELL, Reason.STUCK_NOT_FENCED, unvouched);
    }
}
