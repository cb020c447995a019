package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.faults.Fault;
import org.storkee.testing.faults.FaultProxy;

/**
 * Three Portworx clusters go wrong, one of them hanging, one answering garbage, one failing every other second, and a
 * LINSTOR controller lets nobody in: pods of another storage system do not notice, the server stays small, and people
 * are told, but no secret.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriverIsolationClusterIT {
    private static final String NAME = "isolation";
    private static final String SECRET = "planted-secret-7f3a91c2";
    private static final String USER = "planted-user";
    private static final String PASSWORD = "planted-password-51bd0e77";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration WATCHED = Duration.ofSeconds(20);
    private static final int PODS = 12;

    private final TestCluster cluster;
    private final Testbed bed;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final HttpServer gateway;
    private final FaultProxy hanging;
    private final FaultProxy garbage;
    private final FaultProxy flapping;
    private final FaultProxy denying;
    private final ScheduledExecutorService flaps = Executors.newSingleThreadScheduledExecutor();
    private final StorkServer stork;

    DriverIsolationClusterIT(TestCluster cluster) throws IOException {
        this.cluster = cluster;
        bed = new Testbed(cluster, NAME, 3, 16);
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        gateway.createContext("/v1/clusters", exchange -> answer(exchange, "{\"cluster\":{\"status\":\"STATUS_OK\"}}"));
        gateway.createContext("/v1/nodes", exchange -> answer(exchange, "{\"nodes\":[]}"));
        gateway.createContext("/v1/volumes", exchange -> answer(exchange, "{\"volumes\":[]}"));
        gateway.start();
        int port = gateway.getAddress().getPort();
        hanging = FaultProxy.to("127.0.0.1", port);
        garbage = FaultProxy.to("127.0.0.1", port);
        flapping = FaultProxy.to("127.0.0.1", port);
        denying = FaultProxy.to("127.0.0.1", port);
        denying.set(Fault.EXPIRED_CREDENTIALS);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-" + NAME)
                        .with("stork.pxd.endpoint", address(hanging) + "," + address(garbage) + "," + address(flapping))
                        .with("stork.pxd.shared-secret", SECRET)
                        .with("stork.linstor.controllers", denying.url())
                        .with("stork.linstor.username", USER)
                        .with("stork.linstor.password", PASSWORD)
                        .with("stork.drivers.poll-interval", "1s")
                        .with("stork.drivers.observe-timeout", "2s")
                        .with("stork.extender.max-view-age", "10s")
                        .with("stork.leader-election.name", "stork-" + NAME));
        cluster.startScheduler(stork.scheduler(NAME));
    }

    @AfterAll
    void end() {
        flaps.shutdownNow();
        stork.close();
        bed.close();
        Stream.of(hanging, garbage, flapping, denying).forEach(FaultProxy::close);
        gateway.stop(0);
    }

    @Test
    void oneSystemsOutageIsToldAndNeverAffectsPodsOfAnother() throws Exception {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(Stream.of(hanging, garbage, flapping).map(this::blindSeconds))
                                .containsOnly(0.0));
        hanging.set(Fault.HANGING);
        garbage.set(Fault.GARBAGE);
        AtomicBoolean well = new AtomicBoolean(true);
        var _ = flaps.scheduleAtFixedRate(
                () -> {
                    if (well.getAndSet(!well.get())) {
                        flapping.set(Fault.SERVER_ERROR);
                    } else {
                        flapping.heal();
                    }
                },
                0,
                1,
                TimeUnit.SECONDS);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(blindSeconds(hanging)).isGreaterThan(9);
            assertThat(blindSeconds(garbage)).isGreaterThan(9);
        });

        int threads = status("Threads");
        int kilobytes = status("VmRSS");
        long questions = hanging.accepted();
        Instant begun = Instant.now();
        for (int i = 0; i < PODS; i++) {
            bed.volume("data-" + i, Map.of(), 1 + i % 3);
            bed.create(List.of(Workload.pod(bed, NAME, "pod-" + i, "data-" + i)));
            assertThat(bed.placed("pod-" + i, SOON)).isEqualTo(bed.node(1 + i % 3));
        }
        assertThat(Duration.between(begun, Instant.now())).isLessThan(SOON);
        await().atMost(SOON).until(() -> Duration.between(begun, Instant.now()).compareTo(WATCHED) > 0);
        assertThat(status("Threads")).isLessThan(threads + 25);
        assertThat(status("VmRSS")).isLessThan(kilobytes + 150 * 1024);
        long seconds = Duration.between(begun, Instant.now()).toSeconds();
        assertThat(hanging.accepted() - questions)
                .as("one question at a time, given up after 2 s")
                .isLessThanOrEqualTo(seconds);

        assertThat(blindSeconds(flapping)).as("it sees every other second").isZero();
        assertThat(metric("stork_driver_blind_seconds", "declared:isolation.storkee.org"))
                .isZero();
        assertThat(metric("stork_driver_failures_total", driver(garbage))).isGreaterThan(5);
        for (FaultProxy blind : List.of(hanging, garbage)) {
            assertThat(events("StorageDriverBlind", blind)).singleElement().satisfies(event -> {
                assertThat(event.getType()).isEqualTo("Warning");
                assertThat(event.getMessage()).contains("since 20", "pods with its volumes are placed without regard");
            });
        }
        assertThat(events("StorageDriverBlind", hanging).getFirst().getMessage())
                .contains("no answer within 2 s");
        assertThat(events("StorageDriverBlind", flapping)).isEmpty();
        assertThat(stork.process().output().lines().filter(line -> line.contains(driver(flapping))))
                .as("a flapping driver does not fill the log")
                .hasSizeLessThan(10);

        hanging.heal();
        garbage.heal();
        await().atMost(SOON).untilAsserted(() -> {
            for (FaultProxy seeing : List.of(hanging, garbage)) {
                assertThat(blindSeconds(seeing)).isZero();
                assertThat(events("StorageDriverSeesAgain", seeing))
                        .singleElement()
                        .satisfies(event -> assertThat(event.getType()).isEqualTo("Normal"));
            }
        });
        assertNothingSecretIsTold();
    }

    /** After everything that could go wrong did. */
    private void assertNothingSecretIsTold() throws IOException {
        Leaks leaks = new Leaks(cluster, stork, "stork-" + NAME, NAME + "/pod-0");
        leaks.assertFreeOf("the shared secret", SECRET);
        assertThat(tokens).isNotEmpty();
        tokens.forEach(token -> leaks.assertFreeOf("a token", token));
        assertThat(denying.accepted())
                .as("LINSTOR was asked, and wanted better credentials")
                .isPositive();
        leaks.assertFreeOf("the password", PASSWORD);
        String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        leaks.assertFreeOf("the password as it is sent", basic);
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            tokens.add(authorization.substring(authorization.indexOf(' ') + 1));
        }
        exchange.getRequestBody().readAllBytes();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static String address(FaultProxy proxy) {
        return "127.0.0.1:" + proxy.port();
    }

    private static String driver(FaultProxy proxy) {
        return "pxd:" + address(proxy);
    }

    private double blindSeconds(FaultProxy proxy) {
        return metric("stork_driver_blind_seconds", driver(proxy));
    }

    private double metric(String name, String driver) {
        try {
            return stork.get(stork.managementUrl() + "/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + "{") && line.contains("driver=\"" + driver + "\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Event> events(String reason, FaultProxy proxy) {
        return cluster.client().v1().events().inNamespace("kube-system").list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .filter(event ->
                        ("stork-" + NAME).equals(event.getInvolvedObject().getName()))
                .filter(event -> event.getMessage().contains(driver(proxy) + ":"))
                .toList();
    }

    /** A number of the server's process, as the kernel counts it. */
    private int status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + stork.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }
}
