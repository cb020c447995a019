package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.NoMetrics;
import org.storkee.testing.TestClock;

/** Against an API server that answers what the test wants. */
class EventRecorderTest {
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final ManagedExecutorService threads = ManagedExecutors.virtual();
    private final EventRecorder recorder = new EventRecorder() {
        @Override
        boolean paused(Duration pause) {
            return pauses.add(pause);
        }
    };
    private HttpServer server;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        recorder.client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        recorder.resources = new ManagedResources() {
            @Override
            ManagedExecutorService executor() {
                return threads;
            }
        };
        recorder.clock = new TestClock();
        recorder.metrics = NoMetrics.registry();
    }

    @AfterEach
    void end() {
        open.countDown();
        recorder.client.close();
        server.stop(0);
    }

    @Test
    void everyEventOfABurstIsWritten() {
        for (int i = 0; i < 200; i++) {
            recorder.warn(pod("db-" + i), "NotRelocated", "no healthy replica elsewhere");
        }
        open.countDown();
        await().untilAsserted(() -> assertThat(written).hasSize(200));
    }

    @Test
    void anEventTheApiServerHasNoTimeForIsTriedAgain() {
        answers.add(429);
        answers.add(500);
        open.countDown();
        recorder.warn(pod("db"), "NotRelocated", "no healthy replica elsewhere");
        await().untilAsserted(() -> assertThat(written).hasSize(1));
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void anEventThatCouldNotBeWrittenIsNotTakenForTold() {
        for (int i = 0; i < 4; i++) {
            answers.add(500);
        }
        open.countDown();
        await().untilAsserted(() -> {
            recorder.warn(pod("db"), "NotRelocated", "no healthy replica elsewhere");
            assertThat(written).hasSize(1);
        });
        assertThat(pauses).hasSize(3);
    }

    @Test
    void anEventThatIsRefusedForGoodIsNotAskedAgain() {
        answers.add(403);
        open.countDown();
        recorder.warn(pod("db"), "NotRelocated", "no healthy replica elsewhere");
        await().until(answers::isEmpty);
        recorder.warn(pod("db"), "NotRelocated", "no healthy replica elsewhere");
        recorder.warn(pod("other"), "NotRelocated", "no healthy replica elsewhere");
        await().untilAsserted(
                        () -> assertThat(written).singleElement().asString().startsWith("other."));
        assertThat(pauses).isEmpty();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            open.await();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Integer refusal = answers.poll();
            if (refusal == null) {
                written.add(body.replaceFirst("(?s).*\"metadata\":\\{[^}]*\"name\":\"([^\"]*)\".*", "$1"));
            }
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(refusal == null ? 201 : refusal, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static ObjectReference pod(String name) {
        return new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace("default")
                .withName(name)
                .build();
    }
}
