package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.e2e.ExtenderHttp.Answer;
import org.storkee.scheduling.OddPods;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;

/** Whatever a client sends, the packaged server answers 4xx that says what is wrong, and goes on working. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputClusterIT {
    private static final String POD = "{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\"}}";

    private final StorkServer stork;
    private final ExtenderHttp http;

    BadInputClusterIT(StorkServer stork) {
        this.stork = stork;
        http = new ExtenderHttp(stork.url());
    }

    static Stream<Arguments> bodies() {
        String deep = "[".repeat(100_000);
        return Stream.of(
                Arguments.of("no JSON", "invalidNodes", "body"),
                Arguments.of("empty", "", "body"),
                Arguments.of("only blanks", " \n\t ", "body"),
                Arguments.of("null", "null", "body"),
                Arguments.of("an array", "[]", "body"),
                Arguments.of("no pod", "{}", "Pod"),
                Arguments.of("a null pod", "{\"Pod\":null,\"NodeNames\":[]}", "Pod"),
                Arguments.of("a pod of another type", "{\"Pod\":7,\"NodeNames\":[]}", "Pod"),
                Arguments.of("metadata of another type", "{\"Pod\":{\"metadata\":[1]},\"NodeNames\":[]}", "Pod"),
                Arguments.of("volumes of another type", "{\"Pod\":{\"spec\":{\"volumes\":7}},\"NodeNames\":[]}", "Pod"),
                Arguments.of("a pod given twice", "{\"Pod\":" + POD + ",\"pod\":" + POD + "}", "Pod"),
                Arguments.of("names of another type", "{\"Pod\":" + POD + ",\"NodeNames\":\"a\"}", "NodeNames"),
                Arguments.of("a null name", "{\"Pod\":" + POD + ",\"NodeNames\":[\"a\",null]}", "NodeNames"),
                Arguments.of("a number as name", "{\"Pod\":" + POD + ",\"NodeNames\":[1]}", "NodeNames"),
                Arguments.of("a name given twice", "{\"Pod\":" + POD + ",\"NodeNames\":[\"a\",\"a\"]}", "a"),
                Arguments.of("nodes of another type", "{\"Pod\":" + POD + ",\"Nodes\":[]}", "Nodes"),
                Arguments.of("a node of another type", "{\"Pod\":" + POD + ",\"Nodes\":{\"items\":[3]}}", "Nodes"),
                Arguments.of("a node without name", "{\"Pod\":" + POD + ",\"Nodes\":{\"items\":[{}]}}", "Nodes"),
                Arguments.of(
                        "a node named twice",
                        "{\"Pod\":" + POD + ",\"Nodes\":{\"items\":[{\"metadata\":{\"name\":\"zz\",\"name\":null}}]}}",
                        "Nodes"),
                Arguments.of("truncated", "{\"Pod\":" + POD + ",\"NodeNames\":[\"a\",", "NodeNames"),
                Arguments.of("truncated in a string", "{\"Pod\":{\"metadata\":{\"name\":\"p", "Pod"),
                Arguments.of("rubbish behind", "{\"Pod\":" + POD + ",\"NodeNames\":[\"a\"]} x", "body"),
                Arguments.of("nested deeply", deep, "body"),
                Arguments.of("a pod nested deeply", "{\"Pod\":" + deep, "Pod"),
                Arguments.of("nodes nested deeply", "{\"Pod\":" + POD + ",\"Nodes\":{\"items\":" + deep, "Nodes"),
                Arguments.of("a raw control character", "{\"Pod\":{\"metadata\":{\"name\":\"\u0001\"}}}", "Pod"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyThatMakesNoSenseIsAnsweredWithWhatIsWrong(String name, String body, String where) {
        for (String path : List.of("/filter", "/prioritize", "/explain")) {
            Answer answer = http.post(path, body);
            assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(400);
            assertThat(answer.body()).as(path).contains(where).hasSizeLessThan(500);
        }
        Answer preempt = http.post("/preempt", body);
        assertThat(preempt.status()).as(preempt.body()).isIn(200, 400);
    }

    static Stream<String> oddPods() {
        return OddPods.all();
    }

    @ParameterizedTest
    @MethodSource("oddPods")
    void nullsInAPodAreAnswered(String pod) {
        String body = "{\"Pod\":" + pod + ",\"NodeNames\":[\"a\"]}";
        for (String path : List.of("/filter", "/prioritize", "/explain", "/preempt")) {
            Answer answer = http.post(path, body);
            assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
        }
    }

    @Test
    void victimsThatMakeNoSenseAreAnsweredWithWhatIsWrong() {
        for (String victims : List.of("7", "{\"n\":7}", "{\"n\":{\"Pods\":7}}", "{\"n\":{\"Pods\":[7]}}", "[]", "{")) {
            Answer answer = http.post("/preempt", "{\"Pod\":" + POD + ",\"NodeNameToMetaVictims\":" + victims + "}");
            assertThat(answer.status()).as("%s: %s", victims, answer.body()).isEqualTo(400);
            assertThat(answer.body()).isNotBlank();
        }
    }

    @Test
    void aHundredMegabytesAreRefusedAnnouncedOrNot() {
        byte[] chunk = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        List<byte[]> hundred = java.util.Collections.nCopies(100, chunk);
        long size = 100L << 20;
        assertRefusedAsTooLarge(BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(hundred), size));
        assertRefusedAsTooLarge(BodyPublishers.ofByteArrays(hundred));
        assertThat(http.post("/filter", "{\"Pod\":" + POD + ",\"NodeNames\":[]}")
                        .status())
                .isEqualTo(200);
    }

    /** The server may hang up before the client has sent it all. */
    private void assertRefusedAsTooLarge(java.net.http.HttpRequest.BodyPublisher body) {
        try {
            Answer answer = http.post("/filter", body);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("larger than 67108864 bytes");
        } catch (java.io.UncheckedIOException e) {
            assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe|closed|EOF|received no bytes).*");
        }
    }

    @Test
    void aPodAndNodesUnknownToTheApiServerAreAnswered() {
        String body = "{\"Pod\":{\"metadata\":{\"name\":\"nobody\",\"namespace\":\"nowhere\"},\"spec\":{\"volumes\":"
                + "[{\"name\":\"v\",\"persistentVolumeClaim\":{\"claimName\":\"none\"}}]}},\"NodeNames\":[\"x\"]}";
        Answer answer = http.post("/filter", body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/FailedAndUnresolvableNodes/x").asText()).isEqualTo("claim does not exist");
        assertThat(answer.json().get("NodeNames")).isEmpty();
        assertThat(http.post("/prioritize", body).status()).isEqualTo(200);
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsGivenUp() throws Exception {
        URI uri = URI.create(stork.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            OutputStream out = socket.getOutputStream();
            out.write("POST /filter HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"Pod\""
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void pathsMatchAsUpstreamsAndOthersAreNotFound() {
        String body = "{\"Pod\":" + POD + ",\"NodeNames\":[\"a\"]}";
        for (String path : List.of("/filter", "/v1/filter", "/my-filter/x", "/prioritize/filter")) {
            assertThat(http.post(path, body).json().has("NodeNames")).as(path).isTrue();
        }
        for (String path : List.of("/prioritize", "/scheduler/prioritize", "/xprioritizex")) {
            assertThat(http.post(path, body).json().isArray()).as(path).isTrue();
        }
        for (String path : List.of("/invalidPath", "/", "/mutate", "/health/ready", "/health/live")) {
            assertThat(http.post(path, body)).as(path).satisfies(answer -> {
                assertThat(answer.status()).isIn(404, 405);
                assertThat(answer.body()).isNotBlank();
            });
        }
        assertThat(http.post("/invalidPath", body).body()).startsWith("Unsupported request");
    }
}
