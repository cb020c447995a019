package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The storage of every node goes Offline at once: no failure of one machine, so Stork leaves the pods alone. */
final class SiteOutageScene implements Scene {
    private static final String POD = StatefulSetScene.NAME + "-1";
    private static final String REASON = "too many machines of the driver failed at once";

    @Override
    public String title() {
        return "The storage of the whole site goes Offline, and Stork refuses to act";
    }

    @Override
    public void play(Stage stage) throws Exception {
        Pod before = stage.awaitRunning(POD);
        Stopwatch watch = new Stopwatch(stage.console());
        Layout.storageNodes().forEach(node -> stage.storage().fail(node, true));
        watch.say("the storage system says: Offline on every node");
        String said = "tell  driver";
        stage.await(
                "Stork tells why it does nothing",
                () -> stage.decisions().about(said).contains(REASON));
        watch.say("Stork has decided to do nothing");
        stage.console()
                .quote(
                        "evidence, GET /health-decisions?format=text",
                        stage.decisions().about(said));
        Awaitility.await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
        watch.say("still nothing");
        Pod now = stage.pod(POD);
        stage.expect(
                POD + " was left alone",
                now != null
                        && now.getMetadata()
                                .getUid()
                                .equals(before.getMetadata().getUid())
                        && now.getMetadata().getDeletionTimestamp() == null);
        Layout.storageNodes().forEach(node -> stage.storage().heal(node));
    }
}
