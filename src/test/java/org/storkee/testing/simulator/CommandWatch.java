package org.storkee.testing.simulator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.function.BiConsumer;
import org.storkee.api.NodeStorage;

/**
 * Carries out the command a person put on a NodeStorage, then takes the annotation away. One that cannot be carried out
 * is moved to {@link #ERROR}, with the reason.
 */
final class CommandWatch {
    /** Annotation that holds a {@link NodeCommand#word()}. */
    static final String COMMAND = "simulator.storkee.org/command";
    /** Annotation that says why the last command was not carried out. */
    static final String ERROR = "simulator.storkee.org/error";

    private final KubernetesClient client;
    private final String driver;
    private final BiConsumer<String, NodeCommand> commands;
    private final ApiCalls calls;

    CommandWatch(KubernetesClient client, String driver, BiConsumer<String, NodeCommand> commands, ApiCalls calls) {
        this.client = client;
        this.driver = driver;
        this.commands = commands;
        this.calls = calls;
    }

    /** Called for every version of every NodeStorage; commands are idempotent, so seeing one twice does no harm. */
    void changed(NodeStorage node) {
        Map<String, String> annotations = node.getMetadata().getAnnotations();
        String word = annotations == null ? null : annotations.get(COMMAND);
        if (word != null && driver.equals(node.getSpec().getDriver())) {
            calls.submit("command " + word, () -> carryOut(node, word));
        }
    }

    private void carryOut(NodeStorage node, String word) {
        String error = null;
        try {
            commands.accept(node.getMetadata().getName(), NodeCommand.of(word));
        } catch (IllegalArgumentException | IllegalStateException e) {
            error = e.getMessage();
        }
        Map<String, Object> annotations = new java.util.HashMap<>();
        annotations.put(COMMAND, null);
        annotations.put(ERROR, error);
        Map<String, Object> patch = Map.of("metadata", Map.of("annotations", annotations));
        client.resource(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(patch));
    }
}
