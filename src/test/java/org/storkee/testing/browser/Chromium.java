package org.storkee.testing.browser;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.ManagedProcess;

/**
 * One page of a headless Chromium, driven by its DevTools protocol. It takes certificates that nobody signed. Closing
 * ends the browser. For one thread.
 */
public final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ManagedProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private WebSocket socket;
    private String session;

    private Chromium(ManagedProcess process) {
        this.process = process;
    }

    /**
     * Starts a browser with an empty page.
     *
     * @param folder for its profile and its log
     * @throws ClusterException when there is no Chromium and none can be fetched
     */
    public static Chromium start(Path folder) throws IOException {
        ChromiumPrograms.Found found = ChromiumPrograms.find();
        Path profile = Files.createTempDirectory(Files.createDirectories(folder), "browser-");
        List<String> command = new ArrayList<>(List.of(
                found.program().toString(),
                "--headless",
                "--no-sandbox", // may run as root, and sees our own pages only
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--ignore-certificate-errors",
                "--window-size=1280,900",
                "--user-data-dir=" + profile.toAbsolutePath(),
                "--remote-debugging-port=0",
                "about:blank"));
        Map<String, String> environment = new HashMap<>(found.environment());
        environment.put("HOME", profile.toAbsolutePath().toString());
        Chromium browser = new Chromium(new ManagedProcess("chromium", folder, command, environment));
        Path port = profile.resolve("DevToolsActivePort");
        browser.process.start().await(PATIENCE, "ready", () -> lines(port) >= 2);
        List<String> told = Files.readAllLines(port);
        browser.connect(URI.create("ws://127.0.0.1:" + told.get(0) + told.get(1)));
        return browser;
    }

    /** Goes to a URL; what the page does then takes its own time. */
    public void open(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    /** The value of a JavaScript expression, as text. */
    public String evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        return answer.at("/result/value").asText();
    }

    /** Types into whatever has the focus. */
    public void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** The text that a person sees. */
    public String text() {
        return evaluate("document.body ? document.body.innerText : ''");
    }

    /** Keeps a picture of the page as PNG. */
    public void screenshot(Path file) throws IOException {
        String picture = call("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .asText();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(picture));
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
        process.stop();
        http.shutdownNow();
    }

    private void connect(URI devTools) {
        socket = http.newWebSocketBuilder().buildAsync(devTools, new Answers()).join();
        String target = call("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asText();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        call("Page.enable", Map.of());
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int number = numbers.incrementAndGet();
        Map<String, Object> message = new HashMap<>(Map.of("id", number, "method", method, "params", parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(number, answer);
        try {
            socket.sendText(JSON.writeValueAsString(message), true).join();
            JsonNode told = answer.get(PATIENCE.toSeconds(), SECONDS);
            if (told.has("error")) {
                throw new ClusterException(method + " failed: " + told.get("error"));
            }
            return told.get("result");
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new ClusterException(method + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted in " + method, e);
        }
    }

    private static int lines(Path file) {
        try {
            return (int) Files.readString(file, StandardCharsets.UTF_8).lines().count();
        } catch (IOException e) {
            return 0; // not written yet
        }
    }

    /** Hands each answer to the call it belongs to; events are not listened to. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                try {
                    JsonNode json = JSON.readTree(message.toString());
                    CompletableFuture<JsonNode> call =
                            calls.remove(json.path("id").asInt());
                    if (call != null) {
                        call.complete(json);
                    }
                } catch (IOException e) {
                    throw new ClusterException("the browser said what is no JSON", e);
                } finally {
                    message.setLength(0);
                }
            }
            return WebSocket.Listener.super.onText(from, part, last);
        }
    }
}
