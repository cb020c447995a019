package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.linstor.LinstorController;
import org.storkee.testing.linstor.SimulatedLinstor;

/** Pods with LINSTOR's volumes: two controllers, given by upstream's variables, that want a password. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinstorClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CSI = "linstor.csi.linbit.com";
    private static final String SECRET = "never-to-be-seen";
    private static final String BASIC = "Basic c3Rvcms6bmV2ZXItdG8tYmUtc2Vlbg==";

    private final Testbed bed;
    private final SimulatedLinstor linstor = new SimulatedLinstor();
    private final List<LinstorController> controllers = new ArrayList<>();
    private final List<PersistentVolume> volumes = new ArrayList<>();
    private final StorkServer stork;
    private final Scheduler scheduler;
    private final ExtenderHttp http;

    LinstorClusterIT(TestCluster cluster) {
        bed = new Testbed(cluster, "linstor", 4, 8);
        bed.nodes.forEach(node -> linstor.node(node, "", 10));
        for (int i = 0; i < 2; i++) {
            LinstorController controller = LinstorController.start(linstor);
            controller.require(BASIC);
            controllers.add(controller);
        }
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-linstor")
                        .withEnvironment(
                                "LS_CONTROLLERS",
                                controllers.get(0).url() + ","
                                        + controllers.get(1).url())
                        .withEnvironment("LS_USERNAME", "stork")
                        .withEnvironment("LS_PASSWORD", SECRET)
                        .with("stork.drivers.poll-interval", "500ms")
                        .with("stork.leader-election.name", "stork-linstor"));
        scheduler = cluster.startScheduler(stork.scheduler("linstor"));
        http = new ExtenderHttp(stork.url());
    }

    @BeforeEach
    void allIsWell() {
        bed.nodes.forEach(linstor::heal);
    }

    @AfterAll
    void remove() {
        scheduler.close();
        stork.close();
        controllers.forEach(LinstorController::close);
        bed.close();
        volumes.forEach(volume -> bed.client.resource(volume).delete());
    }

    @Test
    void podsLandOnReplicasAndExplainNamesTheDriver() {
        linstor.volume("near", List.of(bed.node(2), bed.node(3))).diskless("near", bed.node(1), true);
        claim("near", Map.of());
        Pod pod = Workload.pod(bed, "linstor", "near", "near");
        awaitScores(pod, 10, 100, 100, 10);
        bed.create(List.of(pod));
        assertThat(bed.placed("near", SOON)).isIn(bed.node(2), bed.node(3));

        JsonNode told = http.get("/explain?namespace=linstor&pod=near", "application/json")
                .json();
        assertThat(told.at("/volumes/0/driver").asText()).isEqualTo("linstor:" + CSI);
        assertThat(told.at("/views/0/driver").asText()).isEqualTo("linstor:" + CSI);
        assertThat(told.at("/volumes/0/replicas").findValuesAsText("node")).containsExactly(bed.node(2), bed.node(3));
    }

    @Test
    void aVolumeWithoutRemoteAccessKeepsItsPodsOnItsReplicas() {
        linstor.volume("local", List.of(bed.node(2), bed.node(4)));
        claim("local", Map.of(CSI + "/remote-access-policy", "false"));
        http.awaitKept(Workload.pod(bed, "linstor", "asks", "local"), bed.nodes, List.of(bed.node(2), bed.node(4)));
    }

    @Test
    void aSilentSatelliteIsNotOfflineUntilItsPeersLoseTheMachine() {
        linstor.volume("watched", List.of(bed.node(1), bed.node(2), bed.node(3)));
        claim("watched", Map.of());
        Pod pod = Workload.pod(bed, "linstor", "asks", "watched");
        http.awaitKept(pod, bed.nodes, bed.nodes);

        linstor.silence(bed.node(2));
        http.awaitKept(pod, bed.nodes, List.of(bed.node(1), bed.node(3), bed.node(4)));
        assertThat(explained(pod, 2)).contains("unreachable").contains("satellite OFFLINE");
        assertThat(machines("unreachable")).isEqualTo(1);
        assertThat(machines("offline")).isZero();

        linstor.crash(bed.node(2));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(explained(pod, 2)).contains("offline").contains("DRBD peers lost it");
            assertThat(machines("offline")).isEqualTo(1);
        });
        linstor.heal(bed.node(2));
        http.awaitKept(pod, bed.nodes, bed.nodes);
    }

    @Test
    void theOtherControllerIsAskedWhenOneGoesAndTheLastViewServesWhenBothAreGone() throws IOException {
        LinstorController first = controllers.getFirst();
        int port = first.port();
        first.close();
        linstor.volume("later", List.of(bed.node(4)));
        claim("later", Map.of());
        Pod pod = Workload.pod(bed, "linstor", "asks", "later");
        awaitScores(pod, 25, 10, 10, 100); // node 1 is in node 4's zone

        controllers.get(1).become(LinstorController.Mood.RESTS);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(stork.get(stork.managementUrl() + "/health/ready")
                                .body())
                        .contains("answered 503"));
        awaitScores(pod, 25, 10, 10, 100); // node 1 is in node 4's zone
        assertThat(stork.isReady()).isTrue();

        controllers.get(1).become(LinstorController.Mood.WELL);
        LinstorController back = LinstorController.start(linstor, port);
        back.require(BASIC);
        controllers.set(0, back);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(stork.get(stork.managementUrl() + "/health/ready")
                                .body())
                        .doesNotContain("answered 503"));
        for (String page : List.of("/health/ready", "/metrics")) {
            assertThat(stork.get(stork.managementUrl() + page).body()).doesNotContain(SECRET);
        }
        assertThat(stork.process().output()).doesNotContain(SECRET).doesNotContain(BASIC);
    }

    /** A volume of this resource and a claim bound to it. */
    private void claim(String name, Map<String, String> attributes) {
        PersistentVolume volume = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("linstor-" + name)
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("1Gi"))
                .withAccessModes("ReadWriteOnce")
                .withPersistentVolumeReclaimPolicy("Retain")
                .withStorageClassName("")
                .withNewCsi()
                .withDriver(CSI)
                .withVolumeHandle(name)
                .withVolumeAttributes(attributes)
                .endCsi()
                .withNewClaimRef()
                .withNamespace(bed.name)
                .withName(name)
                .endClaimRef()
                .endSpec()
                .build();
        volumes.add(bed.client.resource(volume).create());
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder(Workload.claim(bed, name, "", "1Gi"))
                .editSpec()
                .withVolumeName("linstor-" + name)
                .endSpec()
                .build();
        bed.client.resource(claim).create();
        bed.client
                .resource(claim)
                .waitUntilCondition(
                        now -> now != null && "Bound".equals(now.getStatus().getPhase()),
                        SOON.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private void awaitScores(Pod pod, Integer... scores) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(http.scores(pod, bed.nodes)).containsExactly(scores));
    }

    /** What explain tells of a node, counted from 1. */
    private String explained(Pod pod, int number) {
        JsonNode told = http.post("/explain", ExtenderHttp.args(pod, bed.nodes)).json();
        for (JsonNode node : told.get("nodes")) {
            if (node.get("name").asText().equals(bed.node(number))) {
                return node.path("detail").asText();
            }
        }
        throw new AssertionError("no node " + bed.node(number) + " in " + told);
    }

    /** How many of LINSTOR's machines are in a state, by the gauge. */
    private int machines(String state) {
        try {
            return stork.get(stork.managementUrl() + "/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("stork_storage_nodes{")
                            && line.contains("linstor:" + CSI)
                            && line.contains("\"" + state + "\""))
                    .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                    .mapToInt(Double::intValue)
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
