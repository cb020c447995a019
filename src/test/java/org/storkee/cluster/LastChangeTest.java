package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastChangeTest {
    private static final Instant FALLBACK = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theLastWriterTells() {
        Node node = written("2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z", "not a time", null);
        assertThat(LastChange.of(node.getMetadata(), FALLBACK)).isEqualTo(Instant.parse("2026-01-01T11:00:00Z"));
        assertThat(LastChange.of(written().getMetadata(), FALLBACK)).isEqualTo(FALLBACK);
    }

    @Test
    void nothingButTheTimeIsKeptHoweverOftenThatIsDone() {
        Node node = LastChange.only(LastChange.only(written("2026-01-01T11:00:00Z", "2026-01-01T10:00:00Z")));
        assertThat(node.getMetadata().getManagedFields())
                .containsExactly(new ManagedFieldsEntryBuilder()
                        .withTime("2026-01-01T11:00:00Z")
                        .build());
        assertThat(LastChange.only(written()).getMetadata().getManagedFields()).isEmpty();
    }

    private static Node written(String... times) {
        NodeBuilder node = new NodeBuilder().withNewMetadata().withName("n").endMetadata();
        for (String time : times) {
            node.editMetadata()
                    .addNewManagedField()
                    .withManager("somebody")
                    .withTime(time)
                    .withNewFieldsV1()
                    .endFieldsV1()
                    .endManagedField()
                    .endMetadata();
        }
        return node.build();
    }
}
