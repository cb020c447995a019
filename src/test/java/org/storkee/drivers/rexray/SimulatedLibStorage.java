package org.storkee.drivers.rexray;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A libStorage server with one service of disks, in the shapes of libStorage's own JSON schema, on 127.0.0.1 and a free
 * port. The real one cannot be built any more: its modules are gone from the module proxy.
 */
final class SimulatedLibStorage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "ebs";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile byte[] volumes;
    private volatile String token;

    SimulatedLibStorage(String token) throws IOException {
        this.token = token;
        show(Map.of());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** A disk. {@code zone} may be empty. */
    record Disk(String zone, List<String> instances, Map<String, String> fields) {}

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on only this token will do. */
    void require(String other) {
        token = other;
    }

    /** These disks, by id, and no others. */
    void show(Map<String, Disk> disks) {
        ObjectNode byService = JSON.createObjectNode();
        ObjectNode its = byService.putObject(SERVICE);
        disks.forEach((id, disk) -> {
            ObjectNode volume = its.putObject(id);
            volume.put("id", id)
                    .put("name", "name-of-" + id)
                    .put("type", "gp2")
                    .put("size", 1)
                    .put("status", "");
            volume.put("attachmentState", disk.instances().isEmpty() ? 3 : 4);
            if (!disk.zone().isEmpty()) {
                volume.put("availabilityZone", disk.zone());
            }
            ArrayNode attachments = volume.putArray("attachments");
            for (String instance : disk.instances()) {
                ObjectNode attachment =
                        attachments.addObject().put("deviceName", "").put("volumeID", id);
                attachment
                        .putObject("instanceID")
                        .put("id", instance)
                        .put("driver", "ebs")
                        .put("service", SERVICE);
            }
            disk.fields().forEach(volume.putObject("fields")::put);
        });
        try {
            volumes = JSON.writeValueAsBytes(byService);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = switch (exchange.getRequestURI().toString()) {
                case "/services" -> """
                    {"ebs": {"name": "ebs", "driver": {"name": "ebs", "type": "block",
                      "nextDevice": {"ignore": false, "prefix": "xvd", "pattern": "[f-p]"}}}}""".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                case "/volumes?attachments=1" -> volumes;
                default -> null;
            };
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
