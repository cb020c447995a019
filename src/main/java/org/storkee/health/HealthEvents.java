package org.storkee.health;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.EventRecorder;
import org.storkee.cluster.Leadership;
import org.storkee.storage.StorageControllers;

/**
 * Decisions as events where people look first: on the pod, else the node, else the leader's Lease. Upstream's reasons and
 * texts where it has them.
 */
@ApplicationScoped
class HealthEvents {
    /** Upstream's reason for pods deleted because of their storage; also the reason of their condition. */
    static final String STORAGE_OFFLINE = "StorageDriverOffline";

    private static final String NODE_LOST = "NodeLost";
    private static final String NOT_RELOCATED = "NotRelocated";
    private static final String WOULD_RELOCATE = "WouldRelocate";

    @Inject
    EventRecorder events;

    @Inject
    ClusterCache cache;

    @Inject
    StorageControllers controllers;

    @Inject
    Leadership leadership;

    /** Tells a decision that nothing is done for: a refusal, or what would be done in observe mode. */
    void tell(Decision decision) {
        if (decision.action() == Action.TELL) {
            events.warn(about(decision), NOT_RELOCATED, sentence(decision.message()));
        } else if (decision.action().writes() && !decision.carryOut()) {
            events.note(
                    about(decision),
                    WOULD_RELOCATE,
                    "Only observing; would " + words(decision.action()) + ": " + decision.message());
        }
    }

    /**
     * Tells what was done.
     *
     * @param machine the machine it rests on, or null when it rests on none
     */
    void tellDone(Decision decision, @Nullable MachineEvidence machine) {
        switch (decision.action()) {
            case DELETE_GRACEFULLY, FORCE_DELETE -> {
                boolean lost = lost(decision);
                events.warn(
                        about(decision),
                        lost ? NODE_LOST : STORAGE_OFFLINE,
                        lost ? lostText(decision) : text(decision, machine));
            }
            case REMOVE_ATTACHMENT ->
                events.warn(
                        attached(decision),
                        "VolumeAttachmentRemoved",
                        "Detached from node " + decision.node() + ": " + decision.message());
            case TAINT ->
                events.warn(
                        about(decision),
                        "OutOfServiceTaintSet",
                        "Set " + NodeEvidence.TAINT + " on node " + decision.node() + ": " + decision.message());
            case UNTAINT ->
                events.note(
                        about(decision),
                        "OutOfServiceTaintRemoved",
                        "Removed " + NodeEvidence.TAINT + " from node " + decision.node() + ": " + decision.message());
            case NOTHING, TELL -> {
                // nothing was done
            }
        }
    }

    /** Whether the pod goes because its node is lost, not because its storage is. */
    private static boolean lost(Decision decision) {
        return decision.reason() == Reason.LOST_AND_FENCED || decision.reason() == Reason.LOST_UNFENCED_ALLOWED;
    }

    private String lostText(Decision decision) {
        return "Force deleting " + (controller(decision) ? "csi pod" : "pod") + " as it's in unknown state. "
                + sentence(decision.message());
    }

    private String text(Decision decision, @Nullable MachineEvidence machine) {
        String status = machine == null ? "unknown" : StateNames.of(machine.state());
        String raw = machine == null ? decision.message() : machine.rawStatus();
        return "Deleting " + (controller(decision) ? "CSI Pod" : "Pod") + " from Node " + decision.node()
                + " due to volume driver status: " + status + " (" + raw + ")";
    }

    private boolean controller(Decision decision) {
        PodId id = decision.pod();
        Pod pod = id == null ? null : cache.pods().get(id.namespace(), id.name());
        return pod != null && controllers.recognise(pod);
    }

    private ObjectReference about(Decision decision) {
        PodId pod = decision.pod();
        if (pod != null) {
            return InvolvedObject.of("Pod", pod.namespace(), pod.name(), pod.uid());
        }
        String node = decision.node();
        // kubectl describe looks for events about a node by its name in place of the UID.
        return node == null ? leadership.lease() : InvolvedObject.of("Node", null, node, node);
    }

    private ObjectReference attached(Decision decision) {
        AttachmentEvidence attachment = decision.attachment();
        String volume = attachment == null ? null : attachment.volume();
        return volume == null ? about(decision) : InvolvedObject.of("PersistentVolume", null, volume, null);
    }

    private static String words(Action action) {
        return switch (action) {
            case DELETE_GRACEFULLY -> "delete the pod";
            case FORCE_DELETE -> "force delete the pod";
            case REMOVE_ATTACHMENT -> "remove the volume's attachment";
            case TAINT -> "taint the node";
            case UNTAINT -> "remove the taint";
            case NOTHING, TELL -> "do nothing";
        };
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
