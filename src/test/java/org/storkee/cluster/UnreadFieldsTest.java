package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class UnreadFieldsTest {
    private final KubernetesSerialization serialization = UnreadFields.skipped();

    @Test
    void whatNobodyReadsIsNotParsedAndTheRestIs() {
        Node node = serialization.unmarshal("""
                {"apiVersion": "v1", "kind": "Node",
                 "metadata": {"name": "a", "uid": "u", "managedFields": [{"manager": "kubelet", "operation": "Update"}]},
                 "status": {"images": [{"names": ["i"], "sizeBytes": 1}], "capacity": {"cpu": "1"},
                            "volumesInUse": ["v"], "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}]}}""", Node.class);
        assertThat(node.getMetadata().getManagedFields()).isEmpty();
        assertThat(node.getStatus().getImages()).isEmpty();
        assertThat(node.getStatus().getVolumesInUse()).isEmpty();
        assertThat(node.getStatus().getCapacity()).isNullOrEmpty();
        assertThat(node.getStatus().getAdditionalProperties()).isEmpty();
        assertThat(node.getMetadata().getAdditionalProperties()).isEmpty();
        assertThat(node.getMetadata().getUid()).isEqualTo("u");
        assertThat(node.getStatus().getAddresses()).hasSize(1);
    }

    @Test
    void anObjectIsWrittenWithoutTheFieldsSoThatTheServerKeepsItsOwn() {
        Node node = serialization.unmarshal("""
                {"apiVersion": "v1", "kind": "Node",
                 "metadata": {"name": "a", "managedFields": [{"manager": "kubelet", "operation": "Update"}]}}""", Node.class);
        assertThat(serialization.asJson(node)).contains("\"name\":\"a\"").doesNotContain("managedFields");
    }
}
