package org.storkee.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/**
 * What is to be done, or not, about one pod, attachment, node or driver, and why. Immutable.
 *
 * @param at when it was decided
 * @param action what is to be done
 * @param carryOut false when it must not be: in observe mode, for pods annotated so, and when there is nothing to do
 * @param reason why
 * @param driver whose word it rests on, or null
 * @param node the Kubernetes node it is about, or null when it is about a whole driver
 * @param pod the pod, or null
 * @param attachment the VolumeAttachment, or null
 * @param machines the machines whose failure it rests on: to be told to {@link FailureDetector#acted} before it is
 *     carried out
 * @param abnormal the abnormal volumes it rests on, likewise
 * @param detail what the reason leaves out, for people; may be empty
 * @param evidence all that was known
 */
public record Decision(
        Instant at,
        Action action,
        boolean carryOut,
        Reason reason,
        @Nullable DriverId driver,
        @Nullable String node,
        @Nullable PodId pod,
        @Nullable AttachmentEvidence attachment,
        List<MachineId> machines,
        List<VolumeKey> abnormal,
        String detail,
        List<Fact> evidence) {
    /** Copies the lists. */
    public Decision {
        machines = List.copyOf(machines);
        abnormal = List.copyOf(abnormal);
        evidence = List.copyOf(evidence);
    }

    /** Reason and detail in one sentence, for events. */
    public String message() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }

    /** What it is about and what it says, without the time and the evidence: equal for repeated decisions. */
    public Subject subject() {
        return new Subject(
                action, carryOut, reason, driver, node, pod, attachment == null ? null : attachment.uid(), detail);
    }

    /**
     * A decision without time and evidence.
     *
     * @param action what is to be done
     * @param carryOut whether it is to be
     * @param reason why
     * @param driver whose word it rests on
     * @param node the node
     * @param pod the pod
     * @param attachment the attachment's UID
     * @param detail what the reason leaves out
     */
    public record Subject(
            Action action,
            boolean carryOut,
            Reason reason,
            @Nullable DriverId driver,
            @Nullable String node,
            @Nullable PodId pod,
            @Nullable String attachment,
            String detail) {}
}
