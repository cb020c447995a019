package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls the extender past any scheduler, with good requests and bad ones. */
final class ExtenderHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    /** {@code url} without a slash at its end. */
    ExtenderHttp(String url) {
        this.url = url;
    }

    /** An answer of any status. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + body, e);
            }
        }
    }

    /** ExtenderArgs as with {@code nodeCacheCapable: true}. */
    static String args(Pod pod, List<String> nodes) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("Pod", pod);
        args.put("Nodes", null);
        args.put("NodeNames", nodes);
        return Serialization.asJson(args);
    }

    /** ExtenderArgs as with {@code nodeCacheCapable: false}. */
    static String fullArgs(Pod pod, List<Node> nodes) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("Pod", pod);
        args.put("Nodes", Map.of("metadata", Map.of(), "items", nodes));
        args.put("NodeNames", null);
        return Serialization.asJson(args);
    }

    Answer post(String path, String body) {
        return post(path, BodyPublishers.ofString(body));
    }

    Answer post(String path, BodyPublisher body) {
        return send(request(path).header("Content-Type", "application/json").POST(body));
    }

    Answer get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    /** Names the filter keeps; an answer other than 200 fails. */
    List<String> kept(Pod pod, List<String> nodes) {
        List<String> kept = new ArrayList<>();
        ok(post("/filter", args(pod, nodes))).get("NodeNames").forEach(name -> kept.add(name.asText()));
        return kept;
    }

    /** Waits until the filter keeps exactly these nodes: until Stork has seen a change just made. */
    void awaitKept(Pod pod, List<String> nodes, List<String> kept) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> kept(pod, nodes), kept::equals);
    }

    /** Scores in the answer's order. */
    List<Integer> scores(Pod pod, List<String> nodes) {
        List<Integer> scores = new ArrayList<>();
        ok(post("/prioritize", args(pod, nodes)))
                .forEach(entry -> scores.add(entry.get("Score").asInt()));
        return scores;
    }

    private static JsonNode ok(Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("answered " + answer);
        }
        return answer.json();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
