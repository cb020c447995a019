package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.monitoring.TraceReceiver;

/** What a server tells of itself besides metrics, when it is asked to. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogsAndTracesClusterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final TraceReceiver receiver;
    private final StorkServer stork;

    LogsAndTracesClusterIT(TestCluster cluster) throws IOException {
        receiver = TraceReceiver.start();
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-telling")
                        .with("stork.log.format", "json")
                        .with("stork.log.level", "debug")
                        .with("stork.telemetry.endpoint", receiver.url())
                        .withEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
                        .withEnvironment("STORK_EXTENDR_PORT", "1"));
    }

    @AfterAll
    void remove() {
        stork.close();
        receiver.close();
    }

    @Test
    void eachLineOfTheLogIsAJsonObjectDetailsAndTheLaunchersWarningsIncluded() throws Exception {
        filter();
        await().atMost(SOON).until(() -> stork.process().output().contains("filter default\\/traced"));
        // The platform begins with an empty line, whatever the form.
        List<String> lines =
                stork.process().output().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).hasSizeGreaterThan(3).allSatisfy(line -> {
            JsonNode json = JSON.readTree(line);
            assertThat(json.isObject()).as(line).isTrue();
            assertThat(json.path("message").asText()).as(line).isNotBlank();
        });
        assertThat(lines).anyMatch(line -> line.contains("STORK_EXTENDR_PORT") && line.contains("WARNING"));
    }

    @Test
    void aCallOfTheExtenderIsASpanOfTheCallersTrace() throws Exception {
        filter();
        await().atMost(SOON).untilAsserted(() -> {
            TraceReceiver.Span filter = receiver.spans().stream()
                    .filter(span -> span.name().equals("filter") && span.trace().equals(TRACE))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no span of filter among " + receiver.spans()));
            assertThat(filter.text()).contains("default/traced among 1 nodes");
            assertThat(receiver.spans())
                    .anyMatch(span -> span.id().equals(filter.parent())
                            && span.parent().equals(CALLER)
                            && span.name().startsWith("POST"));
        });
    }

    @Test
    void aLookAtTheEvidenceOfStorageHealthIsATraceOfItsOwn() {
        await().atMost(SOON)
                .until(() -> receiver.spans().stream()
                        .anyMatch(span -> span.name().equals("health look")
                                && span.parent().isEmpty()));
    }

    private void filter() throws Exception {
        String pod = "{\"metadata\":{\"namespace\":\"default\",\"name\":\"traced\"},\"spec\":{\"containers\":[]}}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(stork.url() + "/filter"))
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"Pod\":" + pod + ",\"NodeNames\":[\"anywhere\"]}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }
}
