package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Every step of a decision can be read, by programs and by people, before and after the pod is placed. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Testbed bed;
    private final ExtenderHttp http;

    ExplainClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "explain", 4, 8, 3);
        http = new ExtenderHttp(stork.url());
    }

    @BeforeAll
    void makePod() {
        bed.volume("data", Map.of(), 2);
        bed.storage.fail(bed.node(3), false);
        bed.create(List.of(Workload.pod(bed, "stork", "asked", "data")));
        bed.placed("asked", SOON);
        await().atMost(SOON)
                .until(() -> http.get("/explain?namespace=explain&pod=asked", "text/plain")
                                .status()
                        == 200);
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @Test
    void aPodOfTheClusterIsExplainedAsJson() {
        JsonNode told = http.get("/explain?namespace=explain&pod=asked", "application/json")
                .json();
        assertThat(told.get("pod").asText()).isEqualTo("explain/asked");
        assertThat(told.at("/views/0/driver").asText()).contains("explain.storkee.org");
        assertThat(told.at("/views/0/stale").asBoolean()).isFalse();
        assertThat(told.at("/volumes/0/claim").asText()).isEqualTo("data");
        assertThat(told.at("/volumes/0/replicas/0/node").asText()).isEqualTo("explain-2");
        assertNodes(told);
    }

    @Test
    void whatASchedulerWouldAskIsExplainedTheSame() {
        Pod unborn = Workload.pod(bed, "stork", "unborn", "data");
        JsonNode told =
                http.post("/explain", ExtenderHttp.args(unborn, bed.nodes)).json();
        assertThat(told.get("nodes")).hasSize(4);
        assertNodes(told);
    }

    @Test
    void aPodWaitsWhileNobodyCanTellWhoseItsVolumeIs() {
        bed.create(List.of(Workload.claim(bed, "late", "", "1Gi")));
        String asked = ExtenderHttp.args(Workload.pod(bed, "stork", "early", "late"), bed.nodes);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                http.post("/filter", asked).json().at("/Error").asText())
                        .isEqualTo("waiting for the volume of claim late to be known"));
        await("it goes on as a pod of foreign storage")
                .atMost(SOON)
                .until(() -> http.post("/filter", asked).json().get("NodeNames").size() == 4);
    }

    private void assertNodes(JsonNode told) {
        assertThat(node(told, 2).get("accepted").asBoolean()).isTrue();
        assertThat(node(told, 2).get("score").asInt()).isEqualTo(100);
        assertThat(node(told, 2).at("/parts/0/tier").asText()).isEqualTo("replica");
        assertThat(node(told, 1).get("score").asInt()).isEqualTo(10);
        assertThat(node(told, 3).get("reason").asText()).isEqualTo("storage is offline on the node");
        assertThat(node(told, 4).get("reason").asText()).isEqualTo("storage driver does not run on the node");
    }

    private JsonNode node(JsonNode told, int number) {
        for (JsonNode node : told.get("nodes")) {
            if (node.get("name").asText().equals(bed.node(number))) {
                return node;
            }
        }
        throw new AssertionError("no node " + bed.node(number) + " in " + told);
    }

    @Test
    void peopleReadItAsText() {
        assertThat(http.get("/explain?namespace=explain&pod=asked", "text/plain")
                        .body())
                .startsWith("pod explain/asked\n")
                .containsPattern("explain-2 +accepted +100 +\\S+: replica 100")
                .containsPattern("explain-3 +refused +- +storage is offline on the node \\(.*data path is down.*\\)");
    }

    @Test
    void aQuestionThatCannotBeAnsweredIsToldWhy() {
        assertThat(http.get("/explain?pod=asked", "*/*").status()).isEqualTo(400);
        assertThat(http.get("/explain?pod=asked", "*/*").body()).contains("namespace and pod");
        assertThat(http.get("/explain?namespace=explain&pod=nobody", "*/*").status())
                .isEqualTo(404);
        assertThat(http.get("/explain?namespace=explain&pod=nobody", "*/*").body())
                .contains("explain/nobody");
    }
}
