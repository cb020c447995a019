package org.storkee.drivers.pxd;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A gateway that says what a test wants, on 127.0.0.1 and a free port, and an API server that knows Portworx's Service.
 * For what the real SDK server does not do; all else is tested against that.
 */
final class StubPortworx implements AutoCloseable {
    static final String STATUS = "/v1/clusters/inspectcurrent";
    static final String NODES = "/v1/nodes/filters";
    static final String VOLUMES = "/v1/volumes/inspectwithfilters";
    private static final String SERVICE = "/api/v1/namespaces/kube-system/services/portworx-service";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final KubernetesClient client;

    private record Answer(int status, String body) {}

    /** A cluster in order with one machine and no volumes, whose Service leads here. */
    StubPortworx() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        answer(STATUS, 200, "{\"cluster\": {\"status\": \"STATUS_OK\"}}");
        answer(NODES, 200, "{\"nodes\": [{\"id\": \"px-a\", \"status\": \"STATUS_OK\"}]}");
        answer(VOLUMES, 200, "{}");
        leadTo(port());
        Config config = Config.empty();
        config.setMasterUrl("http://127.0.0.1:" + port());
        config.setRequestRetryBackoffLimit(0);
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    int port() {
        return server.getAddress().getPort();
    }

    KubernetesClient client() {
        return client;
    }

    /** From now on the path is answered like this. */
    void answer(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
    }

    /** From now on Portworx's Service leads to this port. */
    void leadTo(int port) {
        answer(SERVICE, 200, """
                {"apiVersion": "v1", "kind": "Service",
                 "metadata": {"namespace": "kube-system", "name": "portworx-service"},
                 "spec": {"type": "ExternalName", "externalName": "127.0.0.1",
                  "ports": [{"name": "px-rest-gateway", "port": %d}]}}""".formatted(port));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Answer answer = answers.getOrDefault(exchange.getRequestURI().getPath(), new Answer(404, "{\"code\": 5}"));
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] body = answer.body
                    .replace("$AUTHORIZATION", authorization == null ? "" : authorization)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
        threads.close();
    }
}
