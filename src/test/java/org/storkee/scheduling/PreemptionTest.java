package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.scheduling.PreemptionCodec.Victims;

/** Design S12: nobody is evicted for a node that cannot serve the pod. */
class PreemptionTest {
    private static final PodCase ANY =
            new World(ConformanceTest.rows().findFirst().orElseThrow()).podCase();

    @Test
    void nodesThatCannotServeThePodAndNodesWithoutVictimsAreDropped() {
        Map<String, Victims> victims = new LinkedHashMap<>();
        victims.put("good", new Victims(List.of("u2", "u1"), 3));
        victims.put("refused", new Victims(List.of("u3"), 0));
        victims.put("empty", new Victims(List.of(), 0));
        Map<String, Victims> kept = PreemptionRules.kept(victims, verdicts(null, null, Refusal.OFFLINE, null));
        assertThat(kept).containsOnlyKeys("good");
        assertThat(text(PreemptionCodec.write(kept)))
                .isEqualTo("{\"NodeNameToMetaVictims\":{\"good\":{\"Pods\":[{\"UID\":\"u2\"},{\"UID\":\"u1\"}],"
                        + "\"NumPDBViolations\":3}}}");
    }

    @Test
    void aPodThatMustWaitIsHelpedByNobodysEviction() {
        Map<String, Victims> kept =
                PreemptionRules.kept(Map.of("a", new Victims(List.of("u1"), 0)), verdicts("waiting", (Refusal) null));
        assertThat(text(PreemptionCodec.write(kept))).isEqualTo("{\"NodeNameToMetaVictims\":{}}");
    }

    @Test
    void bothFormsOfARequestAreReadAlike() {
        PreemptionCodec.Request names = read("{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":"
                + "{\"a\":{\"Pods\":[{\"UID\":\"u1\"},{\"UID\":\"u2\"}],\"NumPDBViolations\":1}}}");
        PreemptionCodec.Request full = read("{\"pod\":{\"metadata\":{\"name\":\"p\"}},\"nodeNameToMetaVictims\":null,"
                + "\"nodeNameToVictims\":{\"a\":{\"pods\":[{\"metadata\":{\"name\":\"v\",\"uid\":\"u1\"}},"
                + "{\"metadata\":{\"uid\":\"u2\"}}],\"numPDBViolations\":1}}}");
        assertThat(full.victims())
                .isEqualTo(names.victims())
                .isEqualTo(Map.of("a", new Victims(List.of("u1", "u2"), 1)));
    }

    @Test
    void victimsThatAreNullCountAsNone() {
        assertThat(read("{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":null}}}")
                        .victims())
                .isEqualTo(Map.of("a", new Victims(List.of(), 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"Pod\":null}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":[]}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":{\"a\":null}}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":{}}}}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":[null]}}}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":[{}]}}}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":[{\"UID\":1}]}}}",
                "{\"Pod\":{\"metadata\":{\"name\":\"p\"}}",
                "{\"Pod\":7}"
            })
    void whatCannotBeUnderstoodIsABadRequestOrNoVictims(String body) {
        try {
            assertThat(read(body).victims().values()).allMatch(v -> v.uids().isEmpty());
        } catch (BadRequestException e) {
            assertThat(e).message().isNotBlank();
        }
    }

    @Test
    void aVictimWithoutUidIsNamedByItsPlace() {
        assertThatThrownBy(() -> read("{\"Pod\":{\"metadata\":{\"name\":\"p\"}},\"NodeNameToMetaVictims\":"
                        + "{\"a\":{\"Pods\":[{\"UID\":\"u\"},{}]}}}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("Pods[1]");
    }

    private static Verdicts verdicts(String waiting, Refusal... refusals) {
        return new Verdicts(refusals, waiting, ANY);
    }

    private static PreemptionCodec.Request read(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return PreemptionCodec.read(bytes, bytes.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
