package org.storkee.testing.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls the extender as kube-scheduler does, with {@code nodeCacheCapable: true}, and its explain as a person does. An
 * answer other than 200 is an {@link IOException} with the answer's text.
 */
final class StorkHttp {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;

    /** {@code base} is the extender's URL, such as {@code http://127.0.0.1:8099}. */
    StorkHttp(URI base) {
        this.base = base;
    }

    /** The filter's whole answer. */
    JsonNode filter(Pod pod, List<String> nodes) throws IOException, InterruptedException {
        return JSON.readTree(post("/filter", pod, nodes));
    }

    /** Points by node, in the answer's order. */
    Map<String, Long> prioritize(Pod pod, List<String> nodes) throws IOException, InterruptedException {
        Map<String, Long> scores = new LinkedHashMap<>();
        for (JsonNode entry : JSON.readTree(post("/prioritize", pod, nodes))) {
            scores.put(entry.get("Host").asText(), entry.get("Score").asLong());
        }
        return scores;
    }

    /** The explanation for a pod that need not exist yet. */
    JsonNode explain(Pod pod, List<String> nodes) throws IOException, InterruptedException {
        return JSON.readTree(post("/explain", pod, nodes));
    }

    /** The explanation for a pod of the cluster, over all nodes. */
    JsonNode explain(String namespace, String pod) throws IOException, InterruptedException {
        return JSON.readTree(get(namespace, pod, "application/json"));
    }

    /** The same for people. */
    String explainText(String namespace, String pod) throws IOException, InterruptedException {
        return get(namespace, pod, "text/plain");
    }

    private String get(String namespace, String pod, String type) throws IOException, InterruptedException {
        String query = "/explain?namespace=" + encode(namespace) + "&pod=" + encode(pod);
        return send(HttpRequest.newBuilder(base.resolve(query)).header("Accept", type));
    }

    private String post(String path, Pod pod, List<String> nodes) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Pod", pod);
        body.put("Nodes", null);
        body.put("NodeNames", nodes);
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Serialization.asJson(body))));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.timeout(Duration.ofSeconds(10)).build();
        HttpResponse<String> response = client.send(built, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    built.method() + " " + built.uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
