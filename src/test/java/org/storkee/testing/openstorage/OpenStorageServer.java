package org.storkee.testing.openstorage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.storkee.testing.cluster.Binaries;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.ManagedProcess;
import org.storkee.testing.cluster.Ports;

/**
 * One OpenStorage SDK server and the controls of its made-up cluster. Its REST gateway keeps its port over
 * {@link #stop} and {@link #start}, and begins with no node and no volume each time. Controls may be called from several
 * threads.
 */
public final class OpenStorageServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern READY = Pattern.compile("ready: gRPC \\S+, REST \\S+, controls (\\S+)");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = Ports.free();
    private final boolean tls;
    private final ManagedProcess process;

    /** A certificate and its key, both PEM, for the gateway. */
    public record Certificate(Path certificate, Path key) {}

    private OpenStorageServer(Path folder, String name, List<String> more, boolean tls) {
        this.tls = tls;
        List<String> command = new ArrayList<>(
                List.of(Binaries.ensure().program("openstorage-sdk").toString(), "-rest", "127.0.0.1:" + port));
        command.addAll(more);
        process = new ManagedProcess(name, folder, command, Map.of());
    }

    /** How a server differs from one without authentication, over HTTP, with the gateway's own limit of 4 MiB. */
    public static final class Options {
        private final List<String> flags = new ArrayList<>();
        private boolean tls;

        /** Asks for tokens of these issuers, signed with {@code secret}. */
        public Options withTokens(String secret, String... issuers) {
            flags.addAll(List.of("-jwt-secret", secret, "-jwt-issuers", String.join(",", issuers)));
            return this;
        }

        /** Serves the gateway over HTTPS. */
        public Options withTls(Certificate certificate) {
            flags.addAll(List.of(
                    "-tls-cert",
                    certificate.certificate().toString(),
                    "-tls-key",
                    certificate.key().toString()));
            tls = true;
            return this;
        }

        /** How much the gateway takes from the server in one answer. */
        public Options withMaxBytes(int bytes) {
            flags.addAll(List.of("-gateway-max-bytes", Integer.toString(bytes)));
            return this;
        }

        /** Starts it; its log and process id go below {@code folder}, under {@code name}. */
        public OpenStorageServer start(Path folder, String name) {
            return new OpenStorageServer(folder, name, flags, tls).start();
        }
    }

    /** Starts it again after {@link #stop}, as it was first started: empty. */
    public OpenStorageServer start() {
        process.start()
                .await(
                        Duration.ofSeconds(60),
                        "ready",
                        () -> READY.matcher(process.output()).find());
        return this;
    }

    /** Ends it; its port refuses connections from now on. */
    public void stop() {
        process.stop();
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Freezes it (SIGSTOP): connections are accepted and nothing is answered. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        process.resume();
    }

    /** The REST gateway's URL, without a slash at its end. */
    public String url() {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port;
    }

    /** The REST gateway's port. */
    public int port() {
        return port;
    }

    /** Replaces all nodes. */
    public void setNodes(Collection<FakeNode> nodes) {
        send(
                "PUT",
                "/fake/nodes",
                "{\"nodes\":[" + join(nodes.stream().map(FakeNode::json).toList()) + "]}");
    }

    /** Adds a node, or replaces the one of its id. */
    public void putNode(FakeNode node) {
        send("POST", "/fake/nodes", node.json());
    }

    /** Forgets a node. */
    public void deleteNode(String id) {
        send("DELETE", "/fake/nodes/" + encoded(id), "");
    }

    /** Gives a node a status, such as {@code STATUS_OFFLINE}. */
    public void setStatus(String id, String status) {
        send("POST", "/fake/status?id=" + encoded(id) + "&status=" + status, "");
    }

    /** How the answering machine sees its cluster. */
    public void setClusterStatus(String status) {
        send("POST", "/fake/status?status=" + status, "");
    }

    /** Replaces all volumes. */
    public void setVolumes(Collection<FakeVolume> volumes) {
        send(
                "PUT",
                "/fake/volumes",
                "{\"volumes\":[" + join(volumes.stream().map(FakeVolume::json).toList()) + "]}");
    }

    /** Adds a volume, or replaces the one of its id. */
    public void putVolume(FakeVolume volume) {
        send("POST", "/fake/volumes", volume.json());
    }

    /** Forgets a volume. */
    public void deleteVolume(String id) {
        send("DELETE", "/fake/volumes/" + encoded(id), "");
    }

    /** What the gateway answers from now on. */
    public void setMode(Mode mode) {
        send("POST", "/fake/mode?" + mode.query, "");
    }

    /** What the gateway can be made to do. */
    public enum Mode {
        OK("mode=ok"),
        /** Accepts requests and never answers. */
        HANG("mode=hang"),
        /** Answers three seconds late. */
        SLOW("mode=slow&delay=3s"),
        /** Answers 503. */
        UNAVAILABLE("mode=status&status=503"),
        /** Answers 200 with a page. */
        GARBAGE("mode=garbage"),
        /** Answers 200 with half an answer. */
        CUT("mode=cut"),
        /** Answers 200 and does not end. */
        ENDLESS("mode=endless");

        private final String query;

        Mode(String query) {
            this.query = query;
        }
    }

    /** From now on tokens must be signed with this secret. */
    public void setSecret(String secret) {
        send("POST", "/fake/secret", secret);
    }

    /** How often a path was asked for, since the server began. */
    public int calls(String methodAndPath) {
        return numbers().path("calls").path(methodAndPath).asInt();
    }

    /** How many different tokens it was shown, since it began. */
    public int tokens() {
        return numbers().path("tokens").asInt();
    }

    @Override
    public void close() {
        process.stop();
        http.close();
    }

    private JsonNode numbers() {
        try {
            return JSON.readTree(send("GET", "/fake/calls", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String send(String method, String path, String body) {
        Matcher ready = READY.matcher(process.output());
        if (!ready.find()) {
            throw new ClusterException("the OpenStorage SDK server does not run");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ready.group(1) + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new ClusterException(
                        method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while controlling the OpenStorage SDK server", e);
        }
    }

    private static String join(List<String> objects) {
        return objects.stream().collect(Collectors.joining(","));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
