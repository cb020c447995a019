package org.storkee.testing.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Five nodes, two volumes that share one node: what the extender answers to the calls kube-scheduler makes. */
final class ClassicScene implements Scene {
    private static final List<String> NODES = List.of("n1", "n2", "n3", "n4", "n5");
    private static final Map<String, Long> RIGHT = Map.of("n1", 100L, "n2", 200L, "n3", 100L, "n4", 50L, "n5", 50L);

    @Override
    public String title() {
        return "The classic: two volumes, replicas on N1,N2 and N2,N3";
    }

    @Override
    public void play(Stage stage) throws Exception {
        String first = stage.storage().createBoundVolume(Workloads.NAMESPACE, "volume-a", "1Gi", "n1", "n2");
        String second = stage.storage().createBoundVolume(Workloads.NAMESPACE, "volume-b", "1Gi", "n2", "n3");
        Pod pod = Workloads.pod("classic", Map.of(), "volume-a", "volume-b");
        stage.await("Stork knows both volumes' replicas", () -> knowsReplicas(stage, pod));

        JsonNode kept = stage.stork().filter(pod, NODES).path("NodeNames");
        Map<String, Long> scores = stage.stork().prioritize(pod, NODES);
        JsonNode explained = stage.stork().explain(pod, NODES);
        stage.console().say("  The pod does not exist yet; Stork is called as kube-scheduler would call it.");
        List<List<String>> rows = new ArrayList<>();
        for (String node : NODES) {
            Layout.Place place = Layout.places().get(node);
            rows.add(List.of(
                    node,
                    place.zone(),
                    place.rack(),
                    contains(kept, node) ? "kept" : "refused",
                    part(explained, node, first),
                    part(explained, node, second),
                    String.valueOf(scores.get(node))));
        }
        stage.console()
                .table(
                        List.of("node", "zone", "rack", "filter", "volume-a (n1,n2)", "volume-b (n2,n3)", "score"),
                        rows,
                        NODES.indexOf("n2"));
        stage.expect("filter keeps all five nodes, in order", names(kept).equals(NODES));
        stage.expect("the scores are 100, 200, 100, 50 (rack), 50 (zone twice): " + scores, scores.equals(RIGHT));

        stage.client().resource(pod).create();
        Pod placed = stage.awaitRunning("classic");
        stage.show(placed, "volume-a", "volume-b");
        stage.expect(
                "kube-scheduler puts the pod on n2, the one node with both volumes",
                "n2".equals(placed.getSpec().getNodeName()));
    }

    private static boolean knowsReplicas(Stage stage, Pod pod) throws Exception {
        JsonNode volumes = stage.stork().explain(pod, NODES).path("volumes");
        int known = 0;
        for (JsonNode volume : volumes) {
            known += volume.path("replicas").size();
        }
        return known == 4;
    }

    private static String part(JsonNode explained, String node, String volume) {
        for (JsonNode candidate : explained.path("nodes")) {
            if (candidate.path("name").asText().equals(node)) {
                for (JsonNode part : candidate.path("parts")) {
                    if (part.path("volume").asText().equals(volume)) {
                        return part.path("points").asText() + " "
                                + part.path("tier").asText();
                    }
                }
            }
        }
        return "-";
    }

    private static boolean contains(JsonNode kept, String node) {
        return names(kept).contains(node);
    }

    private static List<String> names(JsonNode kept) {
        List<String> names = new ArrayList<>();
        kept.forEach(name -> names.add(name.asText()));
        return names;
    }
}
