package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against Kubernetes' own evaluation: k8s.io/component-helpers, scheduling/corev1/nodeaffinity, and apimachinery's labels. */
class NodeAffinityTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "zone In [a],              zone=a,          true",
        "'zone In [a, b]',         zone=b,          true",
        "'zone In [a, b]',         zone=c,          false",
        "zone In [a],              other=a,         false",
        "zone In [],               zone=a,          false",
        "zone NotIn [a],           zone=b,          true",
        "zone NotIn [a],           zone=a,          false",
        "zone NotIn [a],           other=a,         true", // a missing label is none of the values
        "zone NotIn [],            zone=a,          false", // no valid condition
        "zone Exists [],           zone=,           true",
        "zone Exists [],           other=a,         false",
        "zone Exists [a],          zone=a,          false",
        "zone DoesNotExist [],     other=a,         true",
        "zone DoesNotExist [],     zone=,           false",
        "cores Gt [4],             cores=5,         true",
        "cores Gt [4],             cores=4,         false",
        "cores Gt [-4],            cores=-3,        true",
        "cores Gt [4],             cores=many,      false",
        "cores Gt [few],           cores=5,         false",
        "cores Gt [4],             other=5,         false",
        "'cores Gt [4, 5]',        cores=9,         false",
        "cores Gt [],              cores=9,         false",
        "cores Gt [4],             cores=99999999999999999999, false",
        "cores Lt [4],             cores=3,         true",
        "cores Lt [4],             cores=4,         false",
        "cores Lt [4],             cores=few,       false",
        "cores Lt [4],             other=3,         false",
        "zone Like [a],            zone=a,          false",
    })
    void anOperatorHoldsAsInKubernetes(String requirement, String label, boolean holds) {
        NodeAffinity affinity = affinity("{matchExpressions: [%s]}".formatted(yaml(requirement)));
        assertThat(affinity.matches("n1", labels(label))).isEqualTo(holds);
        if (!requirement.contains("t [")) { // a label selector has no Gt and Lt
            LabelSelector selector = selector("{matchExpressions: [%s]}".formatted(yaml(requirement)));
            assertThat(NodeAffinity.of(selector).matches("n1", labels(label))).isEqualTo(holds);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "metadata.name In [n1],    true",
        "metadata.name In [n2],    false",
        "metadata.name NotIn [n2], true",
        "metadata.name NotIn [n1], false",
        "spec.other In [n1],       false",
        "spec.other NotIn [n2],    false",
    })
    void aFieldIsTheNodesNameAndNothingElse(String requirement, boolean holds) {
        NodeAffinity affinity = affinity("{matchFields: [%s]}".formatted(yaml(requirement)));
        assertThat(affinity.matches("n1", Map.of("metadata.name", "n2", "spec.other", "n1")))
                .isEqualTo(holds);
    }

    @Test
    void conditionsOfATermHoldTogetherAndOneTermOfSeveralIsEnough() {
        NodeAffinity affinity = affinity(
                "{matchExpressions: [{key: zone, operator: In, values: [a]}, {key: ssd, operator: Exists}]}",
                "{matchExpressions: [{key: zone, operator: In, values: [b]}],"
                        + " matchFields: [{key: metadata.name, operator: In, values: [n1]}]}");
        assertThat(affinity.matches("n2", labels("zone=a ssd="))).isTrue();
        assertThat(affinity.matches("n2", labels("zone=a"))).isFalse();
        assertThat(affinity.matches("n1", labels("zone=b"))).isTrue();
        assertThat(affinity.matches("n2", labels("zone=b"))).isFalse();
        assertThat(affinity).hasToString("zone in (a) and ssd or zone in (b) and its name in (n1)");
    }

    @Test
    void aTermWithoutConditionsHoldsForNoNodeAndHidesNoOtherTerm() {
        assertThat(affinity("{}").matches("n1", labels("zone=a"))).isFalse();
        assertThat(affinity("{matchExpressions: []}", "{matchExpressions: [{key: zone, operator: Exists}]}")
                        .matches("n1", labels("zone=a")))
                .isTrue();
        assertThat(affinity().matches("n1", labels("zone=a"))).as("no terms").isFalse();
    }

    @Test
    void withoutARequirementNothingIsKnownOfTheVolumesPlace() {
        assertThat(NodeAffinity.of(volume("{}"))).isNull();
        assertThat(NodeAffinity.of(volume("{nodeAffinity: {}}"))).isNull();
        assertThat(NodeAffinity.of(volume("{nodeAffinity: {required: {}}}"))).isEqualTo(new NodeAffinity(List.of()));
    }

    @Test
    void anEmptyLabelSelectorSelectsAllAndNoneSelectsNone() {
        assertThat(NodeAffinity.of(new LabelSelectorBuilder().build()).matches("n1", Map.of()))
                .isTrue();
        assertThat(NodeAffinity.of((LabelSelector) null).matches("n1", Map.of()))
                .isFalse();
        NodeAffinity both = NodeAffinity.of(selector("{matchLabels: {b: '2', a: '1'}}"));
        assertThat(both.matches("n1", labels("a=1 b=2"))).isTrue();
        assertThat(both.matches("n1", labels("a=1"))).isFalse();
        assertThat(both).isEqualTo(NodeAffinity.of(selector("{matchLabels: {a: '1', b: '2'}}")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1]}]}; n1",
                "{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}; n1",
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1, n2]}]};"
                        + " kubernetes.io/hostname in (n1, n2)",
                "{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}; zone not in (a)",
                "{matchExpressions: [{key: a, operator: Gt, values: ['1']}, {key: b, operator: DoesNotExist}]};"
                        + " a > 1 and no b",
            })
    void itNamesTheNodeWhereItMeansButOne(String term, String words) {
        assertThat(affinity(term).words()).isEqualTo(words);
    }

    static NodeAffinity affinity(String... terms) {
        return NodeAffinity.of(
                volume("{nodeAffinity: {required: {nodeSelectorTerms: [" + String.join(", ", terms) + "]}}}"));
    }

    private static PersistentVolume volume(String spec) {
        return Serialization.unmarshal("---\n{metadata: {name: pv}, spec: " + spec + "}", PersistentVolume.class);
    }

    private static LabelSelector selector(String yaml) {
        return Serialization.unmarshal("---\n" + yaml, LabelSelector.class);
    }

    /** {@code zone In [a, b]} as a requirement; values as text. */
    private static String yaml(String requirement) {
        String[] parts = requirement.split(" ", 3);
        List<String> values = new ArrayList<>();
        for (String value : parts[2].substring(1, parts[2].length() - 1).split(",")) {
            if (!value.isBlank()) {
                values.add("'" + value.strip() + "'");
            }
        }
        return "{key: %s, operator: %s, values: %s}".formatted(parts[0], parts[1], values);
    }

    private static Map<String, String> labels(String pairs) {
        Map<String, String> labels = new HashMap<>();
        for (String pair : pairs.split(" ")) {
            String[] parts = pair.split("=", 2);
            labels.put(parts[0], parts[1]);
        }
        return labels;
    }
}
