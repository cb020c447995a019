package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnreadFieldsTest {
    private final Node node = UnreadFields.skipped().unmarshal("""
            {"apiVersion": "v1", "kind": "Node",
             "metadata": {"name": "a", "managedFields": [{"operation": "Update", "time": "2026-01-01T00:00:00Z"}]},
             "status": {"images": [{"names": ["i"], "sizeBytes": 1}], "capacity": {"cpu": "1"},
                        "volumesInUse": ["v"], "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}]}}""", Node.class);

    @Test
    void whatNobodyReadsIsNotParsed() {
        assertThat(node.getStatus().getImages()).isEmpty();
        assertThat(node.getStatus().getVolumesInUse()).isEmpty();
        assertThat(node.getStatus().getCapacity()).isNullOrEmpty();
        assertThat(node.getStatus().getAdditionalProperties()).isEmpty();
    }

    @Test
    void theRestIsAndSoIsWhenTheObjectWasLastWritten() {
        assertThat(node.getStatus().getAddresses()).hasSize(1);
        assertThat(LastChange.of(node.getMetadata(), Instant.EPOCH)).isEqualTo("2026-01-01T00:00:00Z");
    }
}
