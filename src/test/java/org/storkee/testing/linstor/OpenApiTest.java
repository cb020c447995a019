package org.storkee.testing.linstor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The played LINSTOR speaks as the description says, and the check would notice if it did not. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeEach
    void needsTheDescription() {
        assumeTrue(OpenApi.atHand(), "no description of LINSTOR's API beside the source tree");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/nodes",
                "/v1/resource-definitions",
                "/v1/resource-groups",
                "/v1/view/resources",
                "/v1/view/storage-pools"
            })
    void everyAnswerFits(String path) throws Exception {
        SimulatedLinstor cluster = new SimulatedLinstor()
                .node("a", "10.0.0.1", 10)
                .node("b", "10.0.0.2", 10)
                .node("c", "10.0.0.3", 0)
                .nodeFlag("c", "EVICTED", true)
                .nodeProperty("a", "Aux/zone", "z1")
                .volume("v", List.of("a", "b"))
                .diskless("v", "c", true)
                .volumeProperty("v", "Aux/label", "value")
                .disk("v", "b", "Inconsistent")
                .inUse("v", "a", true)
                .crash("b");
        JsonNode answer = JSON.readTree(cluster.answer(path));
        assertThat(answer).isNotEmpty();
        assertThat(OpenApi.misfits(path, answer)).isEmpty();
    }

    @Test
    void wrongShapesAreNoticed() throws Exception {
        assertThat(OpenApi.misfits("/v1/nodes", JSON.readTree("{}"))).isNotEmpty();
        assertThat(OpenApi.misfits("/v1/nodes", JSON.readTree("[{\"name\": \"a\"}]")))
                .singleElement()
                .asString()
                .contains("lacks type");
        assertThat(OpenApi.misfits("/v1/nodes", JSON.readTree("[{\"name\": 1, \"type\": \"Satellite\"}]")))
                .isNotEmpty();
        assertThat(OpenApi.misfits(
                        "/v1/nodes",
                        JSON.readTree(
                                "[{\"name\": \"a\", \"type\": \"Satellite\", \"connection_status\": \"Online\"}]")))
                .isNotEmpty();
        assertThat(OpenApi.misfits("/v1/nowhere", JSON.readTree("[]"))).isNotEmpty();
    }
}
