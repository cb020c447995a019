package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeLabelsTest {
    private final NodeLabels labels = new NodeLabels();

    @BeforeEach
    void configureRacks() {
        labels.rackLabels = List.of("px/rack", "topology.storkee.org/rack");
    }

    @Test
    void aNodeThatSaysNothingStandsNowhere() {
        assertThat(labels.read(node(Map.of()))).isEqualTo(KubernetesNode.named("n"));
    }

    @Test
    void newLabelsGoBeforeTheOldOnes() {
        Node node = node(Map.of(
                "topology.kubernetes.io/zone", "new",
                "failure-domain.beta.kubernetes.io/zone", "old",
                "failure-domain.beta.kubernetes.io/region", "only"));
        assertThat(labels.read(node).location()).isEqualTo(new Location(null, "new", "only"));
    }

    @Test
    void theFirstRackLabelWithAValueCounts() {
        Map<String, String> both = new HashMap<>(Map.of("px/rack", "", "topology.storkee.org/rack", "r2"));
        assertThat(labels.read(node(both)).location().rack()).isEqualTo("r2");
        both.put("px/rack", "r1");
        assertThat(labels.read(node(both)).location().rack()).isEqualTo("r1");
    }

    @Test
    void onlyHostNameAndInternalAddressesAreRead() {
        Node node = new NodeBuilder(node(Map.of()))
                .withNewStatus()
                .addNewAddress("h", "Hostname")
                .addNewAddress("10.0.0.1", "InternalIP")
                .addNewAddress("fd00::1", "InternalIP")
                .addNewAddress("1.2.3.4", "ExternalIP")
                .addNewAddress("", "InternalIP")
                .endStatus()
                .build();
        KubernetesNode read = labels.read(node);
        assertThat(read.hostname()).isEqualTo("h");
        assertThat(read.internalIps()).containsExactly("10.0.0.1", "fd00::1");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "1, true", "T, true", "yes, false", "'', false", "tRUE, false", "false, false"})
    void theUnschedulableAnnotationIsAGoBoolean(String value, boolean expected) {
        Node node = node(Map.of());
        node.getMetadata().setAnnotations(Map.of("operator.libopenstorage.org/unschedulable", value));
        assertThat(labels.read(node).unschedulableForStorage()).isEqualTo(expected);
    }

    private static Node node(Map<String, String> labels) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .withLabels(labels)
                .endMetadata()
                .build();
    }
}
