package org.storkee.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.storkee.testing.cluster.StorkServer;

/** What one server decided about storage health: its page {@code /health-decisions}. */
record HealthPage(StorkServer stork) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every decision about a node, its pods and its attachments. */
    Stream<JsonNode> about(String node) {
        return decisions().filter(decision -> node.equals(decision.path("node").asText()));
    }

    /** Whether this action on the node, or what is on it, was tried and refused by the API server, and not done since. */
    boolean refused(String action, String node) {
        return about(node)
                .anyMatch(decision -> action.equals(decision.path("action").asText())
                        && decision.path("outcome").asText().startsWith("the API server refused"));
    }

    /** Whether there is a decision of this action and reason about the node or what is on it. */
    boolean says(String action, String reason, String node) {
        return about(node)
                .anyMatch(decision -> action.equals(decision.path("action").asText())
                        && reason.equals(decision.path("reason").asText()));
    }

    /** Whether the node's kubelet counts as lost while its storage is well: nothing is done about that alone. */
    boolean showsLost(String node) {
        return says("nothing", "storage-online", node);
    }

    /** Every decision that is kept. */
    Stream<JsonNode> decisions() {
        return StreamSupport.stream(read().path("decisions").spliterator(), false);
    }

    /** Whether the server believes that it leads. */
    boolean leads() {
        return read().path("leader").asBoolean();
    }

    private JsonNode read() {
        try {
            return JSON.readTree(
                    stork.get(stork.managementUrl() + "/health-decisions").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
