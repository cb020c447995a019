package org.storkee.testing.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** A node's storage goes Offline; a pod that is made anew lands next to the replica that is left. */
final class OfflineScene implements Scene {
    private static final String POD = StatefulSetScene.NAME + "-0";
    private static final String CLAIM = "data-" + POD;

    @Override
    public String title() {
        return "The storage of " + POD + "'s node goes Offline, and the pod is made anew";
    }

    @Override
    public void play(Stage stage) throws Exception {
        Pod before = stage.awaitRunning(POD);
        String broken = before.getSpec().getNodeName();
        List<String> replicas = stage.replicas(CLAIM);
        stage.storage().fail(broken, true);
        stage.await("Stork refuses " + broken, () -> !accepts(stage, broken));
        stage.console().say("  the storage of " + broken + " is Offline now; kubectl delete pod " + POD);
        stage.client().resource(before).delete();
        stage.await("the set makes " + POD + " anew", () -> {
            Pod now = stage.pod(POD);
            return now != null
                    && !now.getMetadata().getUid().equals(before.getMetadata().getUid());
        });
        Pod after = stage.awaitRunning(POD);
        stage.show(after, CLAIM);
        String node = after.getSpec().getNodeName();
        stage.expect(
                POD + " moved from " + broken + " to " + node + ", which holds the other replica",
                !node.equals(broken) && replicas.contains(node));
        stage.storage().heal(broken);
    }

    private static boolean accepts(Stage stage, String node) throws Exception {
        for (JsonNode candidate :
                stage.stork().explain(Workloads.NAMESPACE, POD).path("nodes")) {
            if (candidate.path("name").asText().equals(node)) {
                return candidate.path("accepted").asBoolean();
            }
        }
        return false;
    }
}
