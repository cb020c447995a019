package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptyCollectionsTest {
    private final Pod pod = new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("i")
            .endContainer()
            .endSpec()
            .build();

    @Test
    void emptyCollectionsAtEveryDepthBecomeTheSharedOnes() {
        EmptyCollections.share(pod);
        Container container = pod.getSpec().getContainers().getFirst();
        assertThat(pod.getMetadata().getFinalizers()).isSameAs(List.of());
        assertThat(pod.getSpec().getTolerations()).isSameAs(List.of());
        assertThat(pod.getSpec().getAdditionalProperties()).isSameAs(Map.of());
        assertThat(container.getEnv()).isSameAs(List.of());
        assertThat(container.getAdditionalProperties()).isSameAs(Map.of());
    }

    @Test
    void whatHasContentStaysEqual() {
        Pod before = new PodBuilder(pod).build();
        EmptyCollections.share(pod);
        assertThat(pod).isEqualTo(before);
    }

    @Test
    void fieldsTheModelDoesNotKnowAreDropped() {
        pod.getSpec().setAdditionalProperties(Map.of("future", "field"));
        EmptyCollections.share(pod);
        assertThat(pod.getSpec().getAdditionalProperties()).isEmpty();
    }

    @Test
    void otherObjectsAndNullAreLeftAlone() {
        EmptyCollections.share(null);
        EmptyCollections.share("text");
    }
}
