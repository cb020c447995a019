package org.storkee.scheduling;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.storkee.storage.ClaimProblem;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;

/** Upstream's texts for a pod that no candidate can take (reference 1.8), naming the claim where upstream misnamed it. */
final class RefusalTexts {
    private RefusalTexts() {}

    /** The event's message. */
    static String event(Verdicts verdicts) {
        ClaimProblem problem = verdicts.pod().volumes().problem();
        if (problem != null && problem.kind() == ClaimProblem.Kind.NOT_BOUND) {
            return "Error getting volumes for Pod for driver: PVC is pending for " + problem.claim();
        }
        String gone = problem == null && verdicts.waiting() == null ? gone(verdicts.pod()) : "";
        return response(verdicts) + (gone.isEmpty() ? "" : ": " + gone);
    }

    /** What upstream's text leaves out: which volume is lost with which machine; empty when none is. */
    static String gone(PodCase pod) {
        StringBuilder text = new StringBuilder();
        for (VolumePlaces place : VolumePlaces.of(pod.volumes(), pod.topology(), pod.blind())) {
            if (place.gone() && place.volume().volume() != null) {
                text.append(text.isEmpty() ? "" : "; ")
                        .append("volume ")
                        .append(place.volume().name())
                        .append(" is held by ")
                        .append(place.volume().volume().replicas().stream()
                                .map(Replica::node)
                                .collect(Collectors.joining(" and ")))
                        .append(", which is gone");
            }
        }
        return text.toString();
    }

    /** The body of a 400 with {@code stork.extender.refusals=http-400}. */
    static String response(Verdicts verdicts) {
        ClaimProblem problem = verdicts.pod().volumes().problem();
        if (problem != null) {
            return switch (problem.kind()) {
                case MISSING -> "Unable to find PVC " + problem.claim() + " in informer cache, err: not found";
                case RESTORING -> "Volume restore is in progress for pvc: " + problem.claim();
                case NOT_BOUND -> "Waiting for PVC to be bound";
            };
        }
        if (verdicts.waiting() != null) {
            return Objects.requireNonNull(verdicts.waiting());
        }
        PodCase pod = verdicts.pod();
        if (FilterRules.everywhere(pod.volumes(), VolumePlaces.of(pod.volumes(), pod.topology(), pod.blind()))
                != null) {
            return "No online node found with volume replica";
        }
        if (verdicts.has(Refusal.NO_LOCAL_REPLICA) || verdicts.has(Refusal.REMOTE_ONLY)) {
            return unmet(pod);
        }
        return verdicts.has(Refusal.NO_CAPACITY)
                ? "No node found with enough storage capacity"
                : "No node found with storage driver";
    }

    /** What the pod and its volumes ask for, of which some candidate could not do one thing. */
    private static String unmet(PodCase pod) {
        List<ProvisionedVolume> volumes = pod.volumes().provisioned();
        if (volumes.stream().noneMatch(ProvisionedVolume::remoteOnly)) {
            return "No nodes with volume replica available";
        }
        return pod.traits().localOnly() || volumes.stream().anyMatch(ProvisionedVolume::localOnly)
                ? "No nodes exist that can enforce Pod annotation preferLocalNodeOnly and StorageClass parameter"
                        + " preferRemoteNodeOnly together"
                : "No nodes exist that can enforce StorageClass parameter preferRemoteNodeOnly";
    }
}
