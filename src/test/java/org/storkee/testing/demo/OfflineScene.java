package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** A node's storage goes Offline under a running pod: Stork moves the pod to the replica that is left. */
final class OfflineScene implements Scene {
    private static final String POD = StatefulSetScene.NAME + "-0";
    private static final String CLAIM = "data-" + POD;
    private static final double LIMIT = 15;

    @Override
    public String title() {
        return "The storage of " + POD + "'s node goes Offline, and nobody touches anything";
    }

    @Override
    public void play(Stage stage) throws Exception {
        Pod before = stage.awaitRunning(POD);
        String broken = before.getSpec().getNodeName();
        List<String> replicas = stage.replicas(CLAIM);
        stage.console()
                .say("  " + POD + " runs on " + broken + "; replicas of its data: " + String.join(", ", replicas));
        Stopwatch watch = new Stopwatch(stage.console());
        stage.storage().fail(broken, false);
        watch.say("the storage system says: Offline on " + broken);
        stage.await("the set makes " + POD + " anew", () -> {
            Pod now = stage.pod(POD);
            return now != null
                    && !now.getMetadata().getUid().equals(before.getMetadata().getUid());
        });
        watch.say("confirmed, and deleted by Stork; its set has made it anew");
        Pod after = stage.awaitRunning(POD);
        double seconds = watch.seconds();
        String node = after.getSpec().getNodeName();
        watch.say("running on " + node);
        stage.await("the deletion is told", () -> stage.hasEvent(before, "StorageDriverOffline"));
        stage.console().quote("events of the pod that was deleted", stage.events(before));
        stage.console()
                .quote(
                        "evidence, GET /health-decisions?format=text",
                        stage.decisions().about("delete-gracefully  pod demo/" + POD));
        stage.show(after, CLAIM);
        stage.expect(
                POD + " moved from " + broken + " to " + node + ", which holds the other replica",
                !node.equals(broken) && replicas.contains(node));
        stage.expect("within " + (int) LIMIT + " s", seconds <= LIMIT);
        stage.storage().heal(broken);
    }
}
