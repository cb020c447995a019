package org.storkee.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads ExtenderPreemptionArgs in both forms (whole victims, or their UIDs) and writes ExtenderPreemptionResult, which
 * knows UIDs only (design S12). Thread-safe.
 */
final class PreemptionCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PreemptionCodec() {}

    /**
     * What the scheduler asks: would these victims help?
     *
     * @param pod the preemptor
     * @param victims per node, in the order received
     */
    record Request(Pod pod, Map<String, Victims> victims) {}

    /**
     * Who would be evicted on one node.
     *
     * @param uids the pods' UIDs, in the order received
     * @param budgetViolations how many disruption budgets that would break
     */
    record Victims(List<String> uids, long budgetViolations) {}

    /** Reads a request; complaints are {@link BadRequestException}s that name the field. */
    static Request read(byte[] body, int length) {
        try {
            JsonNode root = JSON.readTree(body, 0, length);
            if (!root.isObject()) {
                throw new BadRequestException("body: expected an object");
            }
            JsonNode podTree = field(root, "pod");
            if (podTree == null || podTree.isNull()) {
                throw new BadRequestException("Pod: missing");
            }
            byte[] podText = JSON.writeValueAsBytes(podTree);
            Pod pod = ExtenderCodec.pod(podText, 0, podText.length);
            JsonNode nodes = first(root, "NodeNameToMetaVictims", "NodeNameToVictims");
            Map<String, Victims> victims = new LinkedHashMap<>();
            if (nodes != null) {
                nodes.properties().forEach(e -> victims.put(e.getKey(), victims(e.getKey(), e.getValue())));
            }
            return new Request(pod, victims);
        } catch (IOException e) {
            throw new BadRequestException("body: " + ExtenderCodec.firstLine(e));
        }
    }

    /** The answer: only {@code kept} nodes, in their order. */
    static byte[] write(Map<String, Victims> kept) {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode nodes = result.putObject("NodeNameToMetaVictims");
        kept.forEach((name, victims) -> {
            ObjectNode node = nodes.putObject(name);
            ArrayNode pods = node.putArray("Pods");
            victims.uids.forEach(uid -> pods.addObject().put("UID", uid));
            node.put("NumPDBViolations", victims.budgetViolations);
        });
        return result.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static @Nullable JsonNode first(JsonNode root, String... names) {
        for (String name : names) {
            JsonNode value = field(root, name);
            if (value != null && !value.isNull()) {
                if (!value.isObject()) {
                    throw new BadRequestException(name + ": expected an object");
                }
                return value;
            }
        }
        return null;
    }

    private static Victims victims(String node, JsonNode value) {
        if (!value.isObject()) {
            throw new BadRequestException("victims of node '" + node + "': expected an object");
        }
        List<String> uids = new ArrayList<>();
        JsonNode pods = field(value, "pods");
        if (pods != null && !pods.isNull() && !pods.isArray()) {
            throw new BadRequestException("victims of node '" + node + "': Pods: expected an array");
        }
        for (JsonNode pod : pods == null ? JSON.createArrayNode() : pods) {
            JsonNode uid = field(pod, "uid");
            JsonNode metadata = field(pod, "metadata");
            uid = uid == null && metadata != null ? field(metadata, "uid") : uid;
            if (uid == null || !uid.isTextual() || uid.asText().isEmpty()) {
                throw new BadRequestException("victims of node '" + node + "': Pods[" + uids.size() + "]: no UID");
            }
            uids.add(uid.asText());
        }
        JsonNode violations = field(value, "numpdbviolations");
        return new Victims(uids, violations == null ? 0 : violations.asLong());
    }

    private static @Nullable JsonNode field(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return null;
    }
}
