package org.storkee.operations.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * As much of a Kubernetes API server as makes Stork EE ready: lists with one object of each kind it reads, watches in
 * which nothing happens, and the written object back for every write.
 */
final class PretendedApiServer implements AutoCloseable {
    static final String NODE = "node-1";
    private static final String META =
            "\"uid\":\"u-1\",\"resourceVersion\":\"1\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"";

    /** A list's path, to one object of its kind. */
    private static final Map<String, String> OBJECTS = Map.of(
            "/api/v1/pods",
            """
            {"metadata":{"name":"web-0","namespace":"default",%s,"labels":{"app":"web"}},"spec":{"schedulerName":"stork",
             "containers":[{"name":"c","image":"i"}],"volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data"}}]},
             "status":{"phase":"Pending"}}""".formatted(META),
            "/api/v1/nodes",
            """
            {"metadata":{"name":"node-1",%s,"labels":{"topology.kubernetes.io/zone":"a","kubernetes.io/hostname":"node-1"}},
             "status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(META),
            "/api/v1/persistentvolumeclaims",
            """
            {"metadata":{"name":"data","namespace":"default",%s},"spec":{"volumeName":"pv-1","storageClassName":"sc",
             "accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}},"status":{"phase":"Bound"}}""".formatted(META),
            "/api/v1/persistentvolumes",
            """
            {"metadata":{"name":"pv-1",%s},"spec":{"capacity":{"storage":"1Gi"},"storageClassName":"sc",
             "claimRef":{"namespace":"default","name":"data","uid":"u-1"},
             "csi":{"driver":"declared.storkee.org","volumeHandle":"vol-1"}},"status":{"phase":"Bound"}}""".formatted(META),
            "/apis/storage.k8s.io/v1/storageclasses",
            """
            {"metadata":{"name":"sc",%s},"provisioner":"declared.storkee.org","volumeBindingMode":"WaitForFirstConsumer"}""".formatted(META),
            "/apis/storkee.org/v1alpha1/nodestorages",
            """
            {"metadata":{"name":"node-1",%s},"spec":{"driver":"declared.storkee.org","state":"Online",
             "capacity":{"total":"1Ti","available":"1Ti"}}}""".formatted(META),
            "/apis/storkee.org/v1alpha1/volumereplicas",
            """
            {"metadata":{"name":"pv-1",%s},"spec":{"driver":"declared.storkee.org","volumeHandle":"vol-1",
             "replicas":[{"node":"node-1","state":"UpToDate"}]}}""".formatted(META));

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);

    PretendedApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String path = exchange.getRequestURI().getPath();
            if (query.contains("watch=true")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                closed.await();
            } else if (body.length > 0) {
                send(exchange, 200, body);
            } else if (path.equals("/version")) {
                send(exchange, 200, bytes("{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.0\"}"));
            } else {
                send(exchange, 200, bytes(list(path)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String list(String path) {
        String object = OBJECTS.get(path);
        return "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                + (object == null ? "" : object) + "]}";
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
