package org.storkee.health;

/** What a decision asks for. */
public enum Action {
    /** Nothing, and nobody needs to hear of it but who reads the log. */
    NOTHING,
    /** Nothing but an event: on the pod if the decision has one, else on the node, else where drivers' news goes. */
    TELL,
    /** Delete the pod with its own grace period, by UID; condition DisruptionTarget first. */
    DELETE_GRACEFULLY,
    /** Delete the pod with grace period 0, by UID; condition DisruptionTarget first. */
    FORCE_DELETE,
    /** Delete the VolumeAttachment, by UID. */
    REMOVE_ATTACHMENT,
    /** Set our out-of-service taint on the node. */
    TAINT,
    /** Remove our out-of-service taint, and only ours, from the node. */
    UNTAINT;

    /** True when it changes something in the cluster. */
    public boolean writes() {
        return this != NOTHING && this != TELL;
    }

    /** True when it deletes a pod. */
    public boolean deletesPod() {
        return this == DELETE_GRACEFULLY || this == FORCE_DELETE;
    }
}
