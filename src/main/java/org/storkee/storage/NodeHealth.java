package org.storkee.storage;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;

/**
 * What Kubernetes alone can say of a machine: whether its kubelet reports it ready. A silent or unready kubelet makes it
 * unreachable, never offline, for the data path may well work. Immutable.
 *
 * @param state {@link NodeState#ONLINE} or {@link NodeState#UNREACHABLE}
 * @param rawStatus the condition in Kubernetes' words, empty for a machine that is ready
 */
public record NodeHealth(NodeState state, String rawStatus) {
    private static final NodeHealth READY = new NodeHealth(NodeState.ONLINE, "");

    /** By the condition {@code Ready} of {@code node}. */
    public static NodeHealth of(Node node) {
        List<NodeCondition> conditions =
                node.getStatus() == null || node.getStatus().getConditions() == null
                        ? List.of()
                        : node.getStatus().getConditions();
        for (NodeCondition condition : conditions) {
            if ("Ready".equals(condition.getType())) {
                return "True".equals(condition.getStatus())
                        ? READY
                        : new NodeHealth(NodeState.UNREACHABLE, words(condition));
            }
        }
        return new NodeHealth(NodeState.UNREACHABLE, "its kubelet has not reported yet");
    }

    private static String words(NodeCondition condition) {
        StringBuilder words = new StringBuilder("Ready is ").append(condition.getStatus());
        append(words, condition.getReason());
        append(words, condition.getMessage());
        return words.toString();
    }

    private static void append(StringBuilder words, @Nullable String more) {
        if (more != null && !more.isBlank()) {
            words.append(": ").append(more.strip());
        }
    }
}
