package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.Topology;

class ExtenderCodecTest {
    private final Topology topology = Bodies.nodes("n1", "n2", "n3");

    @Test
    void namesModeResolvesTheCandidatesInTheOrderTheyWereSent() {
        ExtenderRequest request = Bodies.read(Bodies.names("n3", "n1"), topology);
        assertThat(request.full).isFalse();
        assertThat(request.candidates).containsExactly(2, 0);
        assertThat(request.pod.getMetadata().getUid()).isEqualTo("u");
    }

    @Test
    void aNameTheClusterDoesNotKnowIsAddedToTheTopologyOfThisRequest() {
        ExtenderRequest request = Bodies.read(Bodies.names("n1", "new"), topology);
        assertThat(request.candidates).containsExactly(0, 3);
        assertThat(request.topology.node(3).name()).isEqualTo("new");
        assertThat(topology.size()).isEqualTo(3);
    }

    @Test
    void keysAreReadWithoutRegardToCaseOrToEscapes() {
        String body = "{\"nodeNAMES\":[\"n2\"],\"\\u0050od\":" + Bodies.POD + ",\"other\":[{}]}";
        assertThat(Bodies.read(body, topology).candidates).containsExactly(1);
    }

    @Test
    void aNameWithEscapesIsTheSameName() {
        assertThat(Bodies.read(Bodies.names("n\\u0031"), topology).candidates).containsExactly(0);
    }

    @Test
    void anEmptyListOfNamesIsAnAnswerableRequest() throws IOException {
        ExtenderRequest request = Bodies.read(Bodies.names(), topology);
        assertThat(filter(request)).contains("\"NodeNames\":[],").contains("\"Nodes\":null");
    }

    @Test
    void nodesWithoutItemsAreAnEmptyList() {
        String body = "{\"Pod\":" + Bodies.POD + ",\"Nodes\":{\"metadata\":{},\"items\":null}}";
        assertThat(Bodies.read(body, topology).candidates).isEmpty();
    }

    @Test
    void fullModeEchoesTheKeptNodesByteForByte() throws IOException {
        ExtenderRequest request = Bodies.read(Bodies.full("n1", "n2", "n3"), topology);
        assertThat(request.full).isTrue();
        assertThat(filter(request, 1))
                .contains("\"items\":[" + Bodies.node("n1") + "," + Bodies.node("n3") + "]}")
                .contains("\"NodeNames\":null")
                .contains("\"FailedAndUnresolvableNodes\":{\"n2\":\"storage is offline on the node\"}");
    }

    @Test
    void prioritiesHaveOneEntryPerCandidateInOrder() throws IOException {
        ExtenderRequest request = Bodies.read(Bodies.names("n2", "n1"), topology);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExtenderAnswer answer = ExtenderAnswer.priorities(request, new int[] {100, 0}, () -> {});
        answer.write(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("[{\"Host\":\"n2\",\"Score\":100},{\"Host\":\"n1\",\"Score\":0}]");
        assertThat(answer.length()).isEqualTo(out.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | body: expected '{' at byte 0, found the end of the body",
                "invalidNodes | body: expected '{' at byte 0, found 'invalidNodes'",
                "[] | body: expected '{'",
                "null | body: expected '{'",
                "{ | body: expected a string",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\" | Pod: expected ',' or '}'",
                "{\"NodeNames\":[\"n1\"]} | Pod: missing",
                "{\"Pod\":null,\"NodeNames\":[]} | Pod: missing",
                "{\"Pod\":5,\"NodeNames\":[]} | Pod: ",
                "{\"Pod\":{},\"NodeNames\":[]} | Pod.metadata.name: missing",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}}} | Nodes and NodeNames are both missing",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"n1\",null]} | NodeNames[1]: expected a node name",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"n1\",\"\"]} | NodeNames[1]: empty",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"n1\",\"n1\"]} | NodeNames[1]: 'n1' is given twice",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"x\",\"n1\",\"x\"]} | NodeNames[2]: 'x' is given twice",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":\"n1\"} | NodeNames: expected '['",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"n1\"],} | body: expected a string",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"n1\"]}x | body: expected the end",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"Nodes\":{\"items\":[{}]}} | Nodes.items[0].metadata.name: missing",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"Nodes\":{\"items\":[null]}} | Nodes.items: expected '{'",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"Nodes\":[],\"NodeNames\":[]} | Nodes: expected '{'",
                "{\"NodeNames\":[],\"nodenames\":[]} | NodeNames: given twice",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"Nodes\":{\"items\":[{\"metadata\":{\"name\":\"zz\",\"name\":null}}]}} | Nodes.items[0].metadata.name: 'zz' is given twice",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"Nodes\":{\"items\":[{\"metadata\":{\"name\":\"zz\"},\"metadata\":{}}]}} | Nodes.items[0].metadata.name: 'zz' is given twice",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\",\"name\":null}},\"NodeNames\":[]} | Pod.metadata.name: missing",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNames\":[\"n\\q\"]} | NodeNames: bad escape",
            })
    void badInputIsRefusedSayingWhatIsWrongAndWhere(String body, String message) {
        assertThatThrownBy(() -> Bodies.read(body, topology))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(message.strip());
    }

    @Test
    void moreCandidatesThanAnyClusterHasAreRefusedBeforeTheyCost() {
        String[] many = IntStream.range(0, 1_001).mapToObj(i -> "x" + i).toArray(String[]::new);
        assertThatThrownBy(() -> Bodies.read(Bodies.names(many), topology))
                .isInstanceOf(RejectedRequestException.class)
                .hasMessageContaining("1001 candidates, of which 1000 are allowed (stork.extender.max-candidates)");
    }

    @ParameterizedTest
    @MethodSource("org.storkee.scheduling.OddPods#all")
    void nothingInAPodMakesTheRulesStumble(String pod) {
        ExtenderRequest request = Bodies.read("{\"Pod\":" + pod + ",\"NodeNames\":[\"n1\"]}", topology);
        ClaimsFixture nothing = new ClaimsFixture();
        PodVolumes volumes = PodVolumes.of(request.pod, nothing, nothing, topology);
        PodTraits traits = PodTraits.of(request.pod);
        assertThat(FilterRules.judge(traits, volumes, request.candidates, topology, Set.of()))
                .hasSize(1);
        assertThat(ScoringRules.score(traits, volumes, request.candidates, topology, Set.of()))
                .hasSize(1);
        assertThat(Applicant.of(request.pod).uid()).isNotNull();
        if (request.pod.getMetadata().getOwnerReferences() != null) {
            assertThat(request.pod.getMetadata().getOwnerReferences()).doesNotContainNull();
        }
    }

    @Test
    void deeplyNestedInputIsRefused() {
        String body = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> Bodies.read(body, topology))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("nested deeper than");
    }

    private static String filter(ExtenderRequest request, int... refused) throws IOException {
        Refusal[] verdicts = new Refusal[request.size()];
        for (int i : refused) {
            verdicts[i] = Refusal.OFFLINE;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExtenderAnswer answer = ExtenderAnswer.filter(request, verdicts, () -> {});
        answer.write(out);
        assertThat(answer.length()).isEqualTo(out.size());
        return out.toString(StandardCharsets.UTF_8);
    }
}
