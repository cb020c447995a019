package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.linstor.LinstorController;
import org.storkee.testing.linstor.SimulatedLinstor;

/** LINSTOR on nodes of its own, with one pod, and a Stork that knows no other storage. */
final class LinstorApart implements AutoCloseable {
    static final String POD = "held";
    static final String LEASE = "stork-apart";
    /** Long enough to silence the controller after one sighting, on a busy computer too. */
    static final Duration CONFIRM_AFTER = Duration.ofSeconds(8);

    final HealthBed health;
    final PodLives lives;
    private final Testbed bed;
    private final SimulatedLinstor linstor = new SimulatedLinstor();
    private final LinstorController controller;
    private final CsiVolume volume;
    private final StorkServer stork;
    private final HealthPage page;

    LinstorApart(TestCluster cluster) {
        bed = new Testbed(cluster, "apart", 4, 8, 0);
        bed.nodes.forEach(node -> linstor.node(node, "", 10));
        linstor.volume(POD, bed.nodes.subList(0, 3));
        controller = LinstorController.start(linstor);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named(LEASE)
                        .withEnvironment("LS_CONTROLLERS", controller.url().toString())
                        .with("stork.drivers", "linstor")
                        .with("stork.drivers.poll-interval", "1s")
                        .with("stork.extender.max-view-age", "5s")
                        .with("stork.health.max-view-age", "10s")
                        .with("stork.health.confirm-after", CONFIRM_AFTER.toSeconds() + "s")
                        .with("stork.leader-election.name", LEASE));
        health = new HealthBed(bed, stork);
        page = new HealthPage(stork);
        health.createOwner();
        volume = new CsiVolume(bed, "linstor.csi.linbit.com", POD);
        volume.create(health.owned(health.standing(POD, bed.node(1), POD)));
        health.running(POD);
        lives = new PodLives(bed);
        await().atMost(Duration.ofSeconds(60)).until(() -> page.leads() && ready().contains("viewAgeMillis.linstor"));
    }

    /** The pod's machine is gone by LINSTOR's word; its node and kubelet live. */
    void crash() {
        linstor.crash(bed.node(1));
    }

    void become(LinstorController.Mood mood) {
        controller.become(mood);
    }

    /** Whether Stork saw the machine Offline, which is no confirmation. */
    boolean sawItOnce() {
        return page.says("nothing", "not-confirmed", bed.node(1));
    }

    boolean toldNoEvidence() {
        return page.decisions().anyMatch(d -> d.path("reason").asText().equals("no-evidence"));
    }

    String ready() throws IOException {
        return stork.get(stork.managementUrl() + "/health/ready").body();
    }

    List<String> metrics() throws IOException {
        return stork.get(stork.managementUrl() + "/metrics").body().lines().toList();
    }

    @Override
    public void close() {
        lives.close();
        stork.close();
        controller.close();
        volume.remove();
        bed.close();
    }
}
