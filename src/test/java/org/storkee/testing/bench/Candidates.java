package org.storkee.testing.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The candidate part of a request as kube-scheduler writes it: every node of the cluster, in no particular order, the
 * objects as the API server gives them but without managed fields, which the scheduler drops from its cache.
 *
 * @param names the nodes in request order
 * @param asNames JSON from behind the pod to the end of the body, names mode; direct, to be duplicated
 * @param asObjects the same in full mode
 */
record Candidates(List<String> names, ByteBuffer asNames, ByteBuffer asObjects) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 250;
    private static final long ORDER = 20_260_101;

    /** Reads every node of the cluster. */
    static Candidates of(KubernetesClient client) {
        List<JsonNode> nodes = nodes(client);
        Collections.shuffle(nodes, new Random(ORDER));
        List<String> names =
                nodes.stream().map(n -> n.at("/metadata/name").textValue()).toList();
        String quoted = names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(","));
        String objects = nodes.stream().map(JsonNode::toString).collect(Collectors.joining(","));
        return new Candidates(
                names,
                direct(",\"Nodes\":null,\"NodeNames\":[" + quoted + "]}\n"),
                direct(",\"Nodes\":{\"metadata\":{},\"items\":[" + objects + "]},\"NodeNames\":null}\n"));
    }

    ByteBuffer body(Mode mode) {
        return (mode == Mode.NAMES ? asNames : asObjects).duplicate();
    }

    /** Mean size of one Node object in bytes. */
    int bytesPerNode() {
        return asObjects.capacity() / Math.max(1, names.size());
    }

    /** The asking pod as the scheduler holds it. */
    static String pod(KubernetesClient client, String name) {
        return withoutManagedFields(
                        read(client, "/api/v1/namespaces/" + WorldObjects.NAMESPACE + "/pods/" + name), "kind")
                .toString();
    }

    static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static List<JsonNode> nodes(KubernetesClient client) {
        List<JsonNode> nodes = new ArrayList<>();
        String more = "";
        do {
            JsonNode page = read(client, "/api/v1/nodes?limit=" + PAGE + more);
            page.get("items").forEach(node -> nodes.add(withoutManagedFields(node, "kind")));
            String next = page.at("/metadata/continue").asText("");
            more = next.isEmpty() ? "" : "&continue=" + next;
        } while (!more.isEmpty());
        return nodes;
    }

    /** Objects in the scheduler's memory have neither kind nor version: Go leaves them empty. */
    private static JsonNode withoutManagedFields(JsonNode object, String kind) {
        ((ObjectNode) object).remove(List.of(kind, "apiVersion"));
        ((ObjectNode) object.get("metadata")).remove("managedFields");
        return object;
    }

    private static JsonNode read(KubernetesClient client, String path) {
        try {
            return JSON.readTree(client.raw(path));
        } catch (JsonProcessingException e) {
            throw new BenchException("the API server's answer to " + path + " is no JSON: " + e.getMessage(), e);
        }
    }
}
