package org.storkee.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.storkee.storage.PodPatch;

/** AdmissionReview {@code admission.k8s.io/v1}, and {@code v1beta1}, which has the same shape, in and out. */
final class ReviewCodec {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Set<String> VERSIONS = Set.of("admission.k8s.io/v1", "admission.k8s.io/v1beta1");

    private ReviewCodec() {}

    /**
     * Reads a review.
     *
     * @throws BadReviewException naming what is wrong; nothing else, whatever the bytes are
     */
    static Review read(byte[] body) throws BadReviewException {
        JsonNode root = tree(body);
        String apiVersion = text(root, "apiVersion");
        if (!text(root, "kind").equals("AdmissionReview")) {
            throw new BadReviewException("kind: AdmissionReview expected");
        }
        if (!VERSIONS.contains(apiVersion)) {
            throw new BadReviewException("apiVersion: admission.k8s.io/v1 expected");
        }
        JsonNode request = root.path("request");
        if (!request.isObject()) {
            throw new BadReviewException("request: an object expected");
        }
        String uid = text(request, "uid");
        if (uid.isEmpty()) {
            throw new BadReviewException("request.uid: a text that is not empty expected");
        }
        return new Review(
                apiVersion,
                uid,
                text(request, "namespace"),
                request.path("dryRun").asBoolean(false),
                isNewPod(request) ? pod(request.path("object")) : null);
    }

    private static JsonNode tree(byte[] body) throws BadReviewException {
        try {
            JsonNode root = JSON.readTree(body);
            if (root == null || !root.isObject()) {
                throw new BadReviewException("the body: a JSON object expected");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new BadReviewException("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadReviewException("the body is not JSON: " + e.getMessage());
        }
    }

    private static boolean isNewPod(JsonNode request) {
        JsonNode kind = request.path("kind");
        return text(kind, "kind").equals("Pod")
                && text(kind, "group").isEmpty()
                && text(request, "operation").equals("CREATE")
                && text(request, "subResource").isEmpty();
    }

    private static Pod pod(JsonNode object) throws BadReviewException {
        if (!object.isObject() || !object.path("spec").isObject()) {
            throw new BadReviewException("request.object: a pod expected");
        }
        try {
            Pod pod = JSON.treeToValue(object, Pod.class);
            if (pod.getMetadata() == null) {
                throw new BadReviewException("request.object.metadata: an object expected");
            }
            return pod;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String why = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
            throw new BadReviewException("request.object: not a pod: " + why);
        }
    }

    /** The text of a field; empty for anything that is none. */
    private static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    /** An answer that allows the object, with the changes if there are any. */
    static byte[] write(Review review, String message, List<PodPatch.Operation> changes) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("kind", "AdmissionReview").put("apiVersion", review.apiVersion());
        ObjectNode response = answer.putObject("response");
        response.put("uid", review.uid()).put("allowed", true);
        response.putObject("status").put("message", message);
        try {
            if (!changes.isEmpty()) {
                ArrayNode patch = JSON.createArrayNode();
                for (PodPatch.Operation change : changes) {
                    patch.addObject()
                            .put("op", "add")
                            .put("path", change.path())
                            .set("value", JSON.valueToTree(change.value()));
                }
                response.put("patchType", "JSONPatch");
                response.put("patch", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(patch)));
            }
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and maps, and yet cannot be written", e);
        }
    }
}
