package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSignalsTest {
    @ParameterizedTest(name = "boot {0}, annotation {1}: {2}")
    @CsvSource({"first,first,true", "second,first,false", "'',first,false", "'','',false", "first,'',false"})
    void onlyTheBootThatIsNamedIsProvenToBeOver(String boot, String named, boolean proven) {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .addToAnnotations(NodeEvidence.POWERED_OFF, named)
                .endMetadata()
                .withNewStatus()
                .withNewNodeInfo()
                .withBootID(boot)
                .endNodeInfo()
                .endStatus()
                .build();
        assertThat(NodeSignals.poweredOff(node)).isEqualTo(proven);
    }

    @ParameterizedTest(name = "cordoned {0}, annotated {1}: {2}")
    @CsvSource({"false,,true", "true,,false", "false,true,false", "false,false,true"})
    void aNodeThatIsCordonedOrAnnotatedToTakeNoPodsWithStorageTakesNone(
            boolean cordoned, String annotation, boolean takes) {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .addToAnnotations("operator.libopenstorage.org/unschedulable", annotation)
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(cordoned)
                .endSpec()
                .build();
        assertThat(NodeSignals.schedulable(node)).isEqualTo(takes);
    }

    @Test
    void aNodeWithoutAnnotationOrWithoutStatusIsNotProvenToBeOff() {
        Node named = new NodeBuilder()
                .withNewMetadata()
                .addToAnnotations(NodeEvidence.POWERED_OFF, "")
                .endMetadata()
                .build();
        assertThat(NodeSignals.poweredOff(named)).isFalse();
        assertThat(NodeSignals.poweredOff(new NodeBuilder()
                        .withNewMetadata()
                        .endMetadata()
                        .withNewStatus()
                        .endStatus()
                        .build()))
                .isFalse();
    }
}
