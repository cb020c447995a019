package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Edits;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.linstor.LinstorController;

/**
 * A minute in which much goes on and little may be done: machines that flap, kubelets whose clocks are wrong, pods that
 * are of no use to move, with shipped settings; and beside them a storage system that falls silent, with a Stork of its
 * own. All at the same time, on nodes of their own.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HealthNeverClusterIT {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(120);
    /** Longer than it takes until a kubelet counts as lost. */
    private static final Duration SILENCE = Duration.ofSeconds(32);

    /** The nodes whose machine flaps, by the milliseconds for which it is Offline, and Online. */
    private static final Map<Integer, Integer> FLAPPING = Map.of(1, 1_000, 2, 3_000, 3, 10_000);
    /** Two that change places every half second: at each look of Stork's one and the same may be down. */
    private static final List<Integer> FASTER_THAN_LOOKS = List.of(4, 5);
    /** Two that change places every ten seconds, with one pod between them. */
    private static final List<Integer> PAIR = List.of(6, 7);
    /** By node how many seconds the clock of its kubelet is wrong. */
    private static final Map<Integer, int[]> CLOCKS =
            Map.of(8, new int[] {-300}, 9, new int[] {300}, 10, new int[] {300, -300});

    private static final int PODS = 11;
    /** The last; that many, so that all that may be down at once are within the share. */
    private static final int HEALTHY = 36;

    private static final String CONTROLLERS = "px-csi-ext";

    private final Testbed bed;
    private final HealthBed health;
    private final HealthPage page;
    private final List<AutoCloseable> playing = new ArrayList<>();
    private final List<FlappingMachine> machines = new ArrayList<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final LinstorApart apart;
    private PodLives lives;
    private String controllers;
    private long start;

    HealthNeverClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "never", HEALTHY, 20);
        health = new HealthBed(bed, stork);
        page = new HealthPage(stork);
        apart = new LinstorApart(cluster);
    }

    @BeforeAll
    void play() {
        health.createOwner();
        lives = new PodLives(bed);
        playing.add(lives);
        health.cordon(bed.node(HEALTHY), true);
        FLAPPING.keySet().forEach(node -> set("flaps-" + node, node, HEALTHY));
        FASTER_THAN_LOOKS.forEach(node -> set("flaps-" + node, node, HEALTHY));
        CLOCKS.keySet().forEach(node -> set("clock-" + node, node, HEALTHY));
        set("pair", PAIR.getFirst(), PAIR.getLast());
        createPods();
        FLAPPING.keySet().forEach(node -> health.running("flaps-" + node + "-0"));
        FASTER_THAN_LOOKS.forEach(node -> health.running("flaps-" + node + "-0"));
        CLOCKS.keySet().forEach(node -> health.running("clock-" + node + "-0"));
        health.running("pair-0");
        health.cordon(bed.node(HEALTHY), false);

        start = System.nanoTime();
        CLOCKS.forEach((node, offsets) -> {
            health.kubelet(bed.node(node), KubeletState.DEAD); // from now on played here
            playing.add(new WrongClock(bed, bed.node(node), offsets));
            later.schedule(() -> bed.storage.fail(bed.node(node), true), SILENCE.toSeconds(), TimeUnit.SECONDS);
        });
        bed.storage.fail(bed.node(PODS), false);
        FLAPPING.forEach((node, millis) -> flap(node, millis, true));
        flap(FASTER_THAN_LOOKS.getFirst(), 500, true);
        flap(FASTER_THAN_LOOKS.getLast(), 500, false);
        flap(PAIR.getFirst(), 10_000, true);
        flap(PAIR.getLast(), 10_000, false);
    }

    /** Waits until the minute is over in which machines flap. */
    private void awaitMinute() {
        await().atMost(LONG).until(() -> System.nanoTime() - start > MINUTE.toNanos());
        machines.forEach(FlappingMachine::close);
    }

    private void set(String name, int... nodes) {
        bed.volume("data-" + name + "-0", Map.of(), nodes);
        bed.create(List.of(health.set(name)));
    }

    private void flap(int node, int millis, boolean first) {
        FlappingMachine machine = new FlappingMachine(bed.storage, bed.node(node), Duration.ofMillis(millis), first);
        machines.add(machine);
        playing.add(machine);
    }

    /** A pod of a storage controller, one of a DaemonSet and one that is finished. */
    private void createPods() {
        for (int node : List.of(PODS, HEALTHY)) {
            Edits.edit(
                    bed.client.nodes().withName(bed.node(node)),
                    found -> new NodeBuilder(found)
                            .editMetadata()
                            .addToLabels("test-controllers", bed.name)
                            .endMetadata()
                            .build());
        }
        Map<String, String> label = Map.of("test", CONTROLLERS);
        bed.client
                .resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-system")
                        .withName(CONTROLLERS)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(1)
                        .withNewSelector()
                        .withMatchLabels(label)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(label)
                        .endMetadata()
                        .withSpec(spec("test-controllers", bed.name))
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        bed.volume("data-daemon", Map.of(), PODS, HEALTHY);
        bed.client
                .resource(new DaemonSetBuilder()
                        .withNewMetadata()
                        .withNamespace(bed.name)
                        .withName("daemon")
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("test", "daemon")
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("test", "daemon")
                        .endMetadata()
                        .withSpec(new PodSpecBuilder(spec("kubernetes.io/hostname", bed.node(PODS)))
                                .addNewVolume()
                                .withName("data")
                                .withNewPersistentVolumeClaim("data-daemon", false)
                                .endVolume()
                                .build())
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        bed.volume("data-finished", Map.of(), PODS, HEALTHY);
        bed.create(List.of(health.owned(health.standing("finished", bed.node(PODS), "data-finished"))));
        health.running("finished");
        bed.client
                .pods()
                .inNamespace(bed.name)
                .withName("finished")
                .editStatus(pod -> new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build());
        await().atMost(LONG)
                .until(() -> controller() != null && !node(controller()).isEmpty());
        await().atMost(LONG)
                .until(() -> bed.placements().containsValue(bed.node(PODS))
                        && daemons().size() == 1);
        assertThat(node(controller())).isEqualTo(bed.node(PODS));
        controllers = controller().getMetadata().getName();
    }

    private static PodSpec spec(String label, String value) {
        return new PodSpecBuilder()
                .withSchedulerName("stork")
                .withNodeSelector(Map.of(label, value))
                .withTerminationGracePeriodSeconds(2L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10")
                .endContainer()
                .build();
    }

    private Pod controller() {
        return bed.client.pods().inNamespace("kube-system").withLabel("test", CONTROLLERS).list().getItems().stream()
                .findFirst()
                .orElse(null);
    }

    private List<Pod> daemons() {
        return bed.client
                .pods()
                .inNamespace(bed.name)
                .withLabel("test", "daemon")
                .list()
                .getItems();
    }

    private static String node(Pod pod) {
        return pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName();
    }

    @AfterAll
    void remove() throws Exception {
        later.shutdownNow();
        for (AutoCloseable one : playing) {
            one.close();
        }
        apart.close();
        bed.client
                .apps()
                .replicaSets()
                .inNamespace("kube-system")
                .withName(CONTROLLERS)
                .delete();
        bed.client.apps().daemonSets().inNamespace(bed.name).delete();
        health.revive();
        bed.close();
    }

    @Test
    @Order(1) // while the others' minute passes
    void nothingIsDoneOnOldNewsOfASilentStorageSystemAndItsNextNewsIsConfirmedAnew() throws IOException {
        apart.crash();
        await().atMost(LONG).until(apart::sawItOnce);
        apart.become(LinstorController.Mood.HANGS);
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(apart.toldNoEvidence()).isTrue();
            assertThat(apart.health.told(LinstorApart.LEASE, "StorageDriverBlind"))
                    .isEqualTo(1);
        });
        apart.become(LinstorController.Mood.RESTS);
        await().atMost(LONG).until(() -> apart.ready().contains("answered 503"));
        assertThat(apart.metrics())
                .anyMatch(line -> line.startsWith("stork_health_decisions_total{")
                        && line.contains("action=\"nothing\"")
                        && line.contains("reason=\"no-evidence\""));
        assertThat(apart.lives.of(LinstorApart.POD))
                .extracting(PodLives.Life::over)
                .containsExactly(false);

        long answers = System.nanoTime();
        apart.become(LinstorController.Mood.WELL);
        await().atMost(LONG).until(() -> apart.health.pod(LinstorApart.POD) == null);
        PodLives.Life pod = apart.lives.of(LinstorApart.POD).getFirst();
        assertThat(pod.deletions()).startsWith(2L);
        assertThat(Duration.ofNanos(pod.deletedAt() - answers))
                .as("two observations that agree, both of them new")
                .isGreaterThanOrEqualTo(LinstorApart.CONFIRM_AFTER);
        assertThat(apart.health.told(LinstorApart.POD, "StorageDriverOffline")).isEqualTo(1);
        await().atMost(LONG).until(() -> apart.health.told(LinstorApart.LEASE, "StorageDriverSeesAgain") == 1);
    }

    @Test
    void aMachineThatIsOfflineForASecondAtATimeNeverLosesAPod() {
        awaitMinute();
        FlappingMachine machine = machine(1);
        assumeThat(machine.longestOutage())
                .as("or this computer was too slow to be a machine that flaps every second")
                .isLessThan(Duration.ofSeconds(3));
        assertThat(machine.outages()).isGreaterThan(20);
        assertThat(lives.endedOn(bed.node(1))).isEmpty();
    }

    @Test
    void aMachineThatIsOfflineAtEveryLookAndOnlineInBetweenNeverLosesAPod() {
        awaitMinute();
        for (int node : FASTER_THAN_LOOKS) {
            assumeThat(machine(node).longestOutage())
                    .as("or this computer was too slow to be a machine that flaps every half second")
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(machine(node).outages()).isGreaterThan(20);
            assertThat(lives.endedOn(bed.node(node))).as(bed.node(node)).isEmpty();
        }
    }

    @Test
    void aMachineThatFlapsMoreSlowlyLosesItsPodOnceAtMost() {
        awaitMinute();
        assertThat(lives.endedOn(bed.node(2))).hasSizeLessThanOrEqualTo(1);
        assertThat(lives.endedOn(bed.node(3))).hasSize(1);
        assertThat(health.runsOn("flaps-3-0", bed.node(HEALTHY))).isTrue();
    }

    @Test
    void aPodBetweenTwoMachinesThatFlapInTurnsDoesNotGoToAndFroForEver() {
        awaitMinute();
        for (int node : PAIR) {
            assertThat(lives.endedOn(bed.node(node))).as(bed.node(node)).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void kubeletsWhoseClocksAreFiveMinutesOffOrJumpAreAlive() {
        awaitMinute();
        for (int node : CLOCKS.keySet()) {
            String pod = "clock-" + node + "-0";
            await().atMost(LONG).until(() -> health.runsOn(pod, bed.node(HEALTHY)));
            assertThat(lives.of(pod)).as(pod).hasSize(2);
            assertThat(lives.of(pod).getFirst().deletions()).as(pod).startsWith(2L);
            assertThat(health.told(pod, "StorageDriverOffline")).as(pod).isEqualTo(1);
            assertThat(health.told(pod, "NodeLost")).as(pod).isZero();
            assertThat(page.about(bed.node(node)).map(d -> d.path("action").asText()))
                    .as(pod)
                    .doesNotContain("force-delete");
        }
    }

    @Test
    void aStorageControllersPodMovesLikeThoseThatUseItsStorage() {
        awaitMinute();
        await().atMost(LONG).until(() -> node(controller()).equals(bed.node(HEALTHY)));
        assertThat(health.told(controllers, "StorageDriverOffline")).isEqualTo(1);
        assertThat(page.says("delete-gracefully", "storage-offline", bed.node(PODS)))
                .isTrue();
    }

    @Test
    void podsOfDaemonSetsAndFinishedOnesStay() {
        awaitMinute();
        assertThat(lives.ended(name -> name.startsWith("daemon-") || name.equals("finished")))
                .isEmpty();
        assertThat(health.pod("finished")).isNotNull();
        assertThat(page.says("nothing", "daemon-set", bed.node(PODS))).isTrue();
        assertThat(page.says("nothing", "finished", bed.node(PODS))).isTrue();
    }

    private FlappingMachine machine(int node) {
        return machines.stream()
                .filter(one -> one.node().equals(bed.node(node)))
                .findFirst()
                .orElseThrow();
    }
}
