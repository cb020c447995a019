package org.storkee.testing.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists prepared objects as an API server does, in pages, and answers watches with silence: many thousand objects that
 * a real server would take minutes to be filled with. Every kind that was not prepared is an empty list.
 */
public final class PreparedApiServer implements AutoCloseable {
    private static final byte[] VERSION = utf8("{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.0\","
            + "\"buildDate\":\"2026-01-01T00:00:00Z\"}");
    private static final byte[] BOOKMARK = utf8(
            "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Bookmark\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"}}}\n");
    private static final Pattern NUMBERS = Pattern.compile("(limit|continue)=(\\d+)");

    private final Map<String, List<byte[]>> objects = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    private PreparedApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** An empty one on a free port of 127.0.0.1. */
    public static PreparedApiServer start() {
        try {
            return new PreparedApiServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * From now on lists these.
     *
     * @param path as in {@code /apis/storkee.org/v1alpha1/nodestorages}
     */
    public void list(String path, List<? extends HasMetadata> all) {
        objects.put(path, all.stream().map(o -> utf8(Serialization.asJson(o))).toList());
    }

    /** A new client; the caller closes it. */
    public KubernetesClient client() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Config config = ProxiedApiServer.config(url).withOnlyHttpWatches(true).build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/version")) {
                answer(exchange, VERSION);
            } else if (!query.contains("watch=true")) {
                list(exchange, objects.getOrDefault(path, List.of()), query);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                // The client counts a watch as connected when its first line has come.
                exchange.getResponseBody().write(BOOKMARK);
                exchange.getResponseBody().flush();
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void list(HttpExchange exchange, List<byte[]> all, String query) throws IOException {
        int from = number(query, "continue", 0);
        int to = Math.min(all.size(), from + number(query, "limit", all.size()));
        String next = to < all.size() ? ",\"continue\":\"" + to + "\"" : "";
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = new java.io.BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
            body.write(utf8("{\"metadata\":{\"resourceVersion\":\"1\"" + next + "},\"items\":["));
            for (int i = from; i < to; i++) {
                if (i > from) {
                    body.write(',');
                }
                body.write(all.get(i));
            }
            body.write(utf8("]}"));
        }
    }

    private static int number(String query, String name, int standard) {
        Matcher matcher = NUMBERS.matcher(query);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return Integer.parseInt(matcher.group(2));
            }
        }
        return standard;
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
