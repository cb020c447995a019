package org.storkee.testing.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.storkee.testing.cluster.Binaries;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.ManagedProcess;
import org.storkee.testing.cluster.Ports;
import org.storkee.testing.cluster.TestCluster;

/** A real Prometheus, in the folder of a cluster. Closing it stops it. */
public final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final ManagedProcess process;

    private Prometheus(Path folder, Path configuration) {
        int port = Ports.free();
        url = "http://127.0.0.1:" + port;
        process = new ManagedProcess(
                "prometheus",
                folder,
                List.of(
                        Binaries.ensure().program("prometheus").toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + configuration.resolveSibling("data"),
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of());
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param configuration the text of its configuration file
     */
    public static Prometheus start(TestCluster cluster, String configuration) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(cluster.folder()), "prometheus-");
            Path file = Files.writeString(folder.resolve("prometheus.yaml"), configuration);
            Prometheus prometheus = new Prometheus(cluster.folder(), file.toAbsolutePath());
            cluster.closeWithCluster(prometheus);
            prometheus.process.start().await(PATIENCE, "ready", prometheus::isReady);
            return prometheus;
        } catch (IOException e) {
            throw new ClusterException("cannot write Prometheus' configuration: " + e, e);
        }
    }

    /** The samples of an expression now: an array of {@code {metric: {...}, value: [time, "text"]}}. */
    public JsonNode query(String expression) {
        return data("/api/v1/query?query=" + encoded(expression)).get("result");
    }

    /** The label sets of the series a selector matches. */
    public JsonNode series(String selector) {
        return data("/api/v1/series?match[]=" + encoded(selector));
    }

    /** The syntax tree of an expression; fails when it is not PromQL. */
    public JsonNode parse(String expression) {
        return data("/api/v1/parse_query?query=" + encoded(expression));
    }

    /** The groups of rules it has loaded, with their state. */
    public JsonNode ruleGroups() {
        return data("/api/v1/rules").get("groups");
    }

    @Override
    public void close() {
        process.stop();
        http.close();
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode data(String path) {
        try {
            HttpResponse<String> answer = get(path);
            if (answer.statusCode() != 200) {
                throw new IllegalArgumentException(path + ": " + answer.body());
            }
            return JSON.readTree(answer.body()).get("data");
        } catch (IOException e) {
            throw new ClusterException("asking Prometheus for " + path + " failed: " + e, e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while asking Prometheus", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
