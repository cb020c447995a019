package org.storkee.health;

import java.util.Locale;

/** Why something is done or not done. The texts name nothing in particular, so that they can be counted. */
public enum Reason {
    /** Offline confirmed, kubelet alive. */
    STORAGE_OFFLINE("storage is offline on the node, and each volume has a usable replica elsewhere"),
    /** Opt-in: Degraded confirmed. */
    STORAGE_DEGRADED("storage is degraded on the node, and pods are asked to leave degraded storage"),
    /** Opt-in: a volume is abnormal. */
    VOLUME_ABNORMAL("a volume is abnormal, and pods are asked to leave abnormal volumes"),
    /** Still terminating after grace and escalate-after, and fenced. */
    STUCK_AND_FENCED("the pod does not finish, and the storage vouches that the node cannot write"),
    /** The same without a fence. */
    STUCK_NOT_FENCED("the pod does not finish, and nothing vouches that the node cannot write"),
    /** Force deleted, and still there. */
    ONLY_FINALIZERS("the pod is deleted for good, and only its finalizers keep it"),
    /** Offline and fenced, kubelet lost. */
    LOST_AND_FENCED("the node is lost, and the storage vouches that it cannot write"),
    /** Offline, kubelet lost, not fenced. */
    LOST_NOT_FENCED("the node is lost, and nothing vouches that it cannot write"),
    /** The same with {@code act-unfenced}. */
    LOST_UNFENCED_ALLOWED("the node is lost; nothing vouches that it cannot write, but acting unfenced is allowed"),
    /** An attachment nobody uses on a machine that cannot write. */
    ATTACHMENT_LEFT_BEHIND("no pod uses the attachment, and the storage vouches that the node cannot write"),
    /** The same by {@code act-unfenced}. */
    ATTACHMENT_LEFT_UNFENCED("no pod uses the attachment, the node is lost, and acting unfenced is allowed"),
    /** Proof for the out-of-service taint. */
    PROVEN_OUT_OF_SERVICE("the node is lost and proven to be unable to write"),
    /** Our taint is not needed any more. */
    BACK_IN_SERVICE("the node is back and clean"),
    /** Our taint must stay a little. */
    NOT_YET_CLEAN("the node is back, but pods with volumes are still terminating there"),

    /** Terminating, with time left. */
    TERMINATING("the pod is being deleted and has time left"),
    /** Offline seen once, or not long enough. */
    NOT_CONFIRMED("the failure is not confirmed yet"),
    /** Failed again too soon after it was acted on. */
    COOLING_DOWN("the machine failed again too soon after it recovered"),
    /** More than the allowed share has failed. */
    TOO_MANY_FAILED("too many machines of the driver failed at once: this is no failure of one machine"),
    /** A volume cannot be used elsewhere. */
    NO_REPLICA_ELSEWHERE("no healthy replica elsewhere"),
    /** Kubelet not known yet. */
    KUBELET_UNKNOWN("it is not known yet whether the kubelet lives"),
    /** RWX, served by another machine. */
    STILL_SERVED("its shared volumes are still served by another machine"),
    /** Succeeded or Failed. */
    FINISHED("the pod is finished"),
    /** Owned by a DaemonSet. */
    DAEMON_SET("the pod belongs to a DaemonSet, which would put it back on the node"),
    /** A static pod. */
    MIRROR("the pod is static: only the kubelet can end it"),
    /** No controller. */
    BARE("the pod has no controller that would make it anew"),
    /** Its scheduler does not ask us. */
    FOREIGN_SCHEDULER("the pod's scheduler does not ask Stork, so the pod could come straight back"),
    /** Came back although the machine was acted on. */
    CAME_BACK("the pod was placed on the node after its storage had failed"),
    /** Annotation says never. */
    OPTED_OUT("the pod or its namespace is annotated to be left alone"),
    /** Limit of deletions. */
    RATE_LIMITED("as many pods as allowed are being deleted; this one follows"),

    /** The driver's word: Online. */
    STORAGE_ONLINE("storage is online on the node"),
    /** The driver's word: StorageDown. */
    STORAGE_DOWN("local disks are down, and the storage serves the node from elsewhere"),
    /** The driver's word: Degraded. */
    DEGRADED("storage is degraded on the node and still works"),
    /** The driver's word: Unreachable. */
    UNREACHABLE("the storage's agent does not answer; the data path may well work"),
    /** View stale, driver failing or without a view. */
    NO_EVIDENCE("no evidence: nothing is known of the driver's machines now");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For metrics: {@code no-evidence}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
