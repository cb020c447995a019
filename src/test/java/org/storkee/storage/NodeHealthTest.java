package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;

class NodeHealthTest {
    @ParameterizedTest
    @CsvSource({
        "True,    KubeletReady,      all is well, ONLINE,      ''",
        "False,   KubeletNotReady,   no network,  UNREACHABLE, Ready is False: KubeletNotReady: no network",
        "Unknown, NodeStatusUnknown, ,            UNREACHABLE, Ready is Unknown: NodeStatusUnknown",
    })
    void aNodeThatIsNotReadyIsUnreachableInKubernetesWords(
            String status, String reason, String message, NodeState state, String words) {
        assertThat(NodeHealth.of(new NodeBuilder()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(message)
                        .endCondition()
                        .endStatus()
                        .build()))
                .isEqualTo(new NodeHealth(state, words));
    }

    @Test
    void aNodeNobodyHasReportedOnIsUnreachable() {
        assertThat(NodeHealth.of(new NodeBuilder().build()).state()).isEqualTo(NodeState.UNREACHABLE);
    }
}
