package org.storkee.testing.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pod that wants its data local or nothing. */
final class LocalOnlyScene implements Scene {
    private static final String ANNOTATION = "stork.libopenstorage.org/preferLocalNodeOnly";

    @Override
    public String title() {
        return "A pod annotated preferLocalNodeOnly, its volume on n6 and n9";
    }

    @Override
    public void play(Stage stage) throws Exception {
        stage.storage().createBoundVolume(Workloads.NAMESPACE, "local-only", "1Gi", "n6", "n9");
        stage.client()
                .resource(Workloads.pod("local-only", Map.of(ANNOTATION, "true"), "local-only"))
                .create();
        Pod pod = stage.awaitRunning("local-only");
        stage.show(pod, "local-only");
        List<String> accepted = new ArrayList<>();
        for (JsonNode node :
                stage.stork().explain(Workloads.NAMESPACE, "local-only").path("nodes")) {
            if (node.path("accepted").asBoolean()) {
                accepted.add(node.path("name").asText());
            }
        }
        accepted.sort(null);
        stage.expect("only the replica nodes are accepted: " + accepted, accepted.equals(List.of("n6", "n9")));
        stage.expect(
                "the pod runs on one of them",
                List.of("n6", "n9").contains(pod.getSpec().getNodeName()));
    }
}
