package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import org.junit.jupiter.api.Test;

class StripTest {
    @Test
    void ofANodesStatusOnlyAddressesAndReadinessWithoutItsHeartbeatAreKept() {
        Node node = Strip.node(new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .addToLabels("zone", "a")
                .endMetadata()
                .withNewSpec()
                .withPodCIDR("10.0.0.0/24")
                .endSpec()
                .withNewStatus()
                .addNewAddress("10.0.0.1", "InternalIP")
                .addNewCondition()
                .withType("MemoryPressure")
                .withStatus("False")
                .endCondition()
                .addNewCondition()
                .withType("Ready")
                .withStatus("Unknown")
                .withReason("NodeStatusUnknown")
                .withMessage("Kubelet stopped posting node status.")
                .withLastHeartbeatTime("2026-01-01T00:00:00Z")
                .endCondition()
                .addNewImage()
                .withSizeBytes(1L)
                .endImage()
                .endStatus()
                .build());
        assertThat(node.getSpec()).isNull();
        assertThat(node.getMetadata().getLabels()).containsEntry("zone", "a");
        assertThat(node.getStatus().getAddresses()).hasSize(1);
        assertThat(node.getStatus().getImages()).isEmpty();
        assertThat(node.getStatus().getConditions())
                .containsExactly(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("Unknown")
                        .withReason("NodeStatusUnknown")
                        .withMessage("Kubelet stopped posting node status.")
                        .build());
    }
}
