package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;

/** Clients that mean harm, against both ports of the packaged server: refused, and nobody else waits for them. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadClientsClusterIT {
    private static final String BODY =
            "{\"Pod\":{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\"}}," + "\"NodeNames\":[\"a\"]}";
    private static final int CALLS = 200;

    private final StorkServer stork;

    BadClientsClusterIT(StorkServer stork) {
        this.stork = stork;
    }

    @Test
    void thePathsOfOnePortAreNotOnTheOtherWhateverTheHostHeaderSays() {
        String extender = "127.0.0.1:" + URI.create(stork.url()).getPort();
        String management = "127.0.0.1:" + URI.create(stork.managementUrl()).getPort();
        for (String host : List.of(extender, management, "x", "x:80", "x:443", "x:9080", "x:8099", "x:9443")) {
            for (String path : List.of("/filter", "/prioritize", "/preempt", "/explain", "/mutate")) {
                assertThat(status(stork.managementUrl(), post(path, host)))
                        .as(host + path)
                        .isIn(403, 404);
            }
            for (String path :
                    List.of("/health/live", "/health/ready", "/health-decisions", "/ibm/api/health", "/mutate")) {
                assertThat(status(stork.url(), get(path, host))).as(host + path).isIn(403, 404, 405);
            }
        }
    }

    static Stream<String> climbing() {
        return Stream.of(
                "/../../../../../../etc/passwd",
                "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2f..%2f..%2fetc%2fpasswd",
                "/..%252f..%252fetc%252fpasswd",
                "/..;/..;/etc/passwd",
                "/..\\..\\etc\\passwd",
                "/%c0%ae%c0%ae/etc/passwd",
                "/WEB-INF/web.xml",
                "/web-inf/web.xml",
                "/%57EB-INF/web.xml",
                "/explain/../WEB-INF/web.xml",
                "/WEB-INF/classes/META-INF/microprofile-config.properties",
                "//WEB-INF//web.xml",
                "/WEB-INF/web.xml%00.txt",
                "/META-INF/MANIFEST.MF",
                "/explain/../../server.xml");
    }

    @ParameterizedTest
    @MethodSource("climbing")
    void noPathLeadsToAFile(String path) {
        for (String url : List.of(stork.url(), stork.managementUrl())) {
            String answer = exchange(url, get(path, "x"));
            assertThat(answer).as(url + path).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
            assertThat(answer).doesNotContain("root:", "<web-app", "stork.extender", "Manifest-Version", "<server");
        }
    }

    @Test
    void aHeadLargerThanAnyCallersIsRefused() {
        String large = "x".repeat(100_000);
        List<String> heads = new ArrayList<>(List.of(
                "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Large: " + large + "\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nHost: x\r\nX-" + large + ": y\r\n\r\n",
                "GET /" + large + " HTTP/1.1\r\nHost: x\r\n\r\n"));
        StringBuilder many = new StringBuilder("GET /metrics HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; i < 2_000; i++) {
            many.append("X-").append(i).append(": y\r\n");
        }
        heads.add(many.append("\r\n").toString());
        for (String head : heads) {
            for (String url : List.of(stork.url(), stork.managementUrl())) {
                assertThat(exchange(url, head)).as(head.substring(0, 60)).matches("(?s)|HTTP/1\\.1 4\\d\\d .*");
            }
        }
        assertThat(status(stork.url(), post("/filter", "x"))).isEqualTo(200);
    }

    @Test
    void whatIsNoHttpIsRefused() {
        for (String rubbish : List.of("\r\n\r\n", "rubbish\r\n\r\n", "GET\r\n\r\n", "GET /metrics\r\n\r\n")) {
            assertThat(exchange(stork.url(), rubbish)).as(rubbish).matches("(?s)|HTTP/1\\.[01] (4\\d\\d|505) .*");
        }
        assertThat(status(stork.url(), post("/filter", "x"))).isEqualTo(200);
    }

    @Test
    void hundredsOfClientsThatNeverFinishTheirRequestHoldNobodyUp() {
        List<Double> alone = calls();
        try (SlowClients extender = new SlowClients(stork.url(), 600, SlowClients.HEAD);
                SlowClients management = new SlowClients(stork.managementUrl(), 200, SlowClients.HEAD)) {
            assertThat(extender).isNotNull();
            assertThat(management).isNotNull();
            List<Double> beside = calls();
            System.out.printf(
                    "[bad clients] %d filter calls on new connections: p50 %.1f ms, p99 %.1f ms; beside 800 slow clients "
                            + "p50 %.1f ms, p99 %.1f ms%n",
                    CALLS, quantile(alone, 0.5), quantile(alone, 0.99), quantile(beside, 0.5), quantile(beside, 0.99));
            String host = URI.create(stork.managementUrl()).getAuthority();
            assertThat(status(stork.managementUrl(), get("/health/ready", host)))
                    .isEqualTo(200);
        }
    }

    @Test
    void hundredsOfClientsThatNeverSendTheBodyTheyAnnounceTakeNobodysRoom() {
        try (SlowClients bodies = new SlowClients(stork.url(), 600, SlowClients.BODY)) {
            assertThat(bodies).isNotNull();
            assertThat(calls()).hasSize(CALLS);
        }
    }

    /** Sorted milliseconds of calls on a connection each, all answered. */
    private List<Double> calls() {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            assertThat(status(stork.url(), post("/filter", "x"))).isEqualTo(200);
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times.stream().sorted().toList();
    }

    private static double quantile(List<Double> sorted, double which) {
        return sorted.get((int) Math.ceil(which * sorted.size()) - 1);
    }

    private static String get(String path, String host) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    private static String post(String path, String host) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    }

    private static int status(String url, String request) {
        String answer = exchange(url, request);
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.split(" ", 3)[1]);
    }

    /** All the server sends until it closes the connection; empty when it closes it at once. */
    private static String exchange(String url, String request) {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException hungUp) {
                return "";
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "no answer to " + request.lines().findFirst().orElse(""), e);
        }
    }
}
