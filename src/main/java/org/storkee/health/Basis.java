package org.storkee.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence that a decision is carried out by. Immutable.
 *
 * @param pod the pod it is about, or null
 * @param node the node it is about, or null
 * @param machine the machine it rests on, or null when it rests on none
 */
record Basis(
        @Nullable PodEvidence pod,
        @Nullable NodeEvidence node,
        @Nullable MachineEvidence machine) {
    /** Finds it in what the decision was made from. */
    static Basis of(
            Decision decision,
            Map<PodId, PodEvidence> pods,
            Map<String, NodeEvidence> nodes,
            Map<MachineId, MachineEvidence> machines) {
        PodId pod = decision.pod();
        return new Basis(
                pod == null ? null : pods.get(pod),
                decision.node() == null ? null : nodes.get(decision.node()),
                decision.machines().isEmpty()
                        ? null
                        : machines.get(decision.machines().getFirst()));
    }

    /** The pod has its condition DisruptionTarget already. */
    boolean marked() {
        return pod != null && pod.disruptionTarget();
    }

    /** The pod was being deleted already, by us or by somebody else. */
    boolean terminating() {
        return pod != null && pod.termination() != null;
    }
}
