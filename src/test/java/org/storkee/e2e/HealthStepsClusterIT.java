package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Edits;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * One story: nodes fail, each is brought to just before another write of its relocation, and there Stork is killed. What
 * the next one makes of it, with the out-of-service taint switched on and the right for it as shipped; and what becomes of
 * the nodes when they are back.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthStepsClusterIT {
    private static final Duration LONG = Duration.ofSeconds(150);
    /** One look at everything is many requests. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final String OURS = "storkee.org";
    private static final String THEIRS = "nodeshutdown";
    private static final String OTHER_DRIVER = "other.example.com";

    /** The last is where everything can go; that many, so that those that fail are within the share. */
    private static final int HEALTHY = 36;

    /** Pods with a replica elsewhere, each called after the write its relocation stands before when Stork is killed. */
    private static final List<String> MOVE = List.of("condition", "graceful", "event", "stuck", "lost", "attachment");
    /** Pods without: Stork leaves them alone, and only the taint ends them. The last one's node gets it undisturbed. */
    private static final List<String> STAY = List.of("taint", "untaint", "evicted");
    /** Storage does not vouch for it, a fencing agent does. */
    private static final int POWERED_OFF = 10;
    /** Has somebody else's out-of-service taint. */
    private static final int TAINTED_BY_OTHERS = 11;

    private static final int FAILED = 11;

    private final Testbed bed;
    private final StorkServer shared;
    private final StorkGates gates;
    private final CsiVolume others;
    private final Map<String, String> before = new TreeMap<>();
    private StorkServer stork;
    private HealthBed health;
    private HealthPage page;
    private PodLives lives;

    HealthStepsClusterIT(TestCluster cluster, StorkServer shared) {
        this.shared = shared;
        bed = new Testbed(cluster, "steps", HEALTHY, 20);
        gates = new StorkGates(cluster, "steps");
        others = new CsiVolume(bed, OTHER_DRIVER, "others");
    }

    @BeforeAll
    void tell() {
        shared.stop();
        bed.cluster.applyManifests(Repository.root().resolve("deploy/health-out-of-service/rbac.yaml"));
        stork = StorkServer.start(
                bed.cluster,
                StorkOptions.named("stork-steps")
                        .withPorts(port(shared.url()), port(shared.managementUrl()))
                        .with("stork.health.out-of-service-taint", "true")
                        .with("stork.health.kubelet-lost-after", "20s")
                        .with("stork.health.escalate-after", "5s"));
        health = new HealthBed(bed, stork);
        page = new HealthPage(stork);
        lives = new PodLives(bed);
        long start = System.nanoTime();
        populate();
        shutGates();
        fail();
        bringToSteps();
        health.took("every relocation stands before its step", start);
        MOVE.forEach(step -> before.put(step, health.uid(step + "-0")));
        stork.kill();
        gates.close();
        stork.start();
        await().atMost(LONG).pollInterval(POLL).untilAsserted(this::everythingIsDone);
        health.took("killed and started again: every relocation has ended", start);
        comeBack();
        health.took("all nodes are back and clean", start);
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }

    private void populate() {
        health.createOwner();
        boot("first");
        others.manageAttachments(bed.node(POWERED_OFF));
        health.cordon(bed.node(HEALTHY), true);
        MOVE.forEach(step -> bed.volume("data-" + step + "-0", Map.of(), number(step), HEALTHY));
        STAY.forEach(step -> bed.volume("data-" + step + "-0", Map.of(), number(step)));
        bed.create(Stream.concat(MOVE.stream(), STAY.stream()).map(health::set).toList());
        for (String step : List.of("stuck", "lost", "attachment")) {
            attach("own", step, bed.name + ".storkee.org", "sim-steps-data-" + step + "-0");
            attach("other", step, OTHER_DRIVER, "elsewhere");
        }
        for (String step : List.of("lost", "attachment")) { // whose node must not be tainted: others attach there, too
            bed.create(List.of(Workload.annotated(
                    health.standing("guard-" + step, node(step)), "storkee.org/relocation", "never")));
        }
        others.create(health.owned(health.standing("others", bed.node(POWERED_OFF), "others")));
        Stream.concat(MOVE.stream(), STAY.stream())
                .forEach(step -> assertThat(health.running(step + "-0")).isEqualTo(node(step)));
        others.attached(bed.node(POWERED_OFF));
        health.cordon(bed.node(HEALTHY), false);
    }

    private String node(String step) {
        return bed.node(number(step));
    }

    private static int number(String step) {
        return MOVE.contains(step) ? MOVE.indexOf(step) + 1 : MOVE.size() + STAY.indexOf(step) + 1;
    }

    private void attach(String kind, String step, String attacher, String volume) {
        health.attach("steps-" + kind + "-" + step, attacher, volume, node(step));
    }

    /** As the kubelets of the nodes that lose their power report it. */
    private void boot(String id) {
        for (int node : Set.of(POWERED_OFF, TAINTED_BY_OTHERS)) {
            bed.client
                    .nodes()
                    .withName(bed.node(node))
                    .editStatus(found -> new NodeBuilder(found)
                            .editStatus()
                            .editOrNewNodeInfo()
                            .withBootID(id)
                            .endNodeInfo()
                            .endStatus()
                            .build());
        }
    }

    private void shutGates() {
        String onNode = "has(oldObject.spec.nodeName) && oldObject.spec.nodeName";
        gates.refuse("condition", "", "pods/status", "UPDATE", "object.spec.nodeName == '" + node("condition") + "'")
                .refuse("event", "", "events", "CREATE", "object.involvedObject.name == 'event-0'")
                .refuse(
                        "attachment",
                        "storage.k8s.io",
                        "volumeattachments",
                        "DELETE",
                        "oldObject.spec.nodeName == '" + node("attachment") + "'")
                .refuse(
                        "taint",
                        "",
                        "nodes",
                        "UPDATE",
                        "request.name == '" + node("taint") + "' || request.name == '" + node("untaint")
                                + "' && has(oldObject.spec.taints)"
                                + " && oldObject.spec.taints.exists(t, t.key == 'node.kubernetes.io/out-of-service')")
                .refuse(
                        "delete",
                        "",
                        "pods",
                        "DELETE",
                        StorkGates.in(onNode, List.of(node("graceful"), node("lost"))) + " || " + onNode + " == '"
                                + node("stuck") + "' && has(oldObject.metadata.deletionTimestamp)")
                .shut(as -> as.pods()
                        .inNamespace(bed.name)
                        .withName("graceful-0")
                        .dryRun()
                        .delete());
    }

    private void fail() {
        health.kubelet(node("stuck"), KubeletState.HUNG);
        dead().forEach(node -> health.kubelet(node, KubeletState.DEAD));
        edit(
                TAINTED_BY_OTHERS,
                found -> new NodeBuilder(found)
                        .editSpec()
                        .addToTaints(new TaintBuilder()
                                .withKey("node.kubernetes.io/out-of-service")
                                .withValue(THEIRS)
                                .withEffect("NoSchedule")
                                .build())
                        .endSpec()
                        .build());
        for (int node : List.of(POWERED_OFF, TAINTED_BY_OTHERS)) {
            edit(
                    node,
                    found -> new NodeBuilder(found)
                            .editMetadata()
                            .addToAnnotations("storkee.org/powered-off", "first")
                            .endMetadata()
                            .build());
        }
        // Else their pods would be asked to end before their kubelets count as lost.
        await().atMost(LONG).pollInterval(POLL).until(() -> dead().allMatch(page::showsLost));
        for (int node = 1; node <= FAILED; node++) {
            bed.storage.fail(bed.node(node), number("stuck") <= node && node <= number("evicted"));
        }
    }

    private Stream<String> dead() {
        return Stream.concat(
                Stream.of("lost", "attachment", "taint", "untaint", "evicted").map(this::node),
                Stream.of(POWERED_OFF, TAINTED_BY_OTHERS).map(bed::node));
    }

    private void edit(int node, UnaryOperator<Node> change) {
        Edits.edit(bed.client.nodes().withName(bed.node(node)), change);
    }

    private void bringToSteps() {
        await().atMost(LONG).pollInterval(POLL).untilAsserted(() -> {
            standsBefore("delete-gracefully", "condition");
            standsBefore("delete-gracefully", "graceful");
            standsBefore("force-delete", "stuck");
            standsBefore("force-delete", "lost");
            standsBefore("remove-attachment", "attachment");
            standsBefore("taint", "taint");
            for (String step : List.of("event", "attachment")) {
                assertThat(moved(step)).as("%s-0 has moved", step).isTrue();
            }
            told(1, "NodeLost", "attachment-0");
            for (String node : List.of(node("untaint"), node("evicted"), bed.node(POWERED_OFF))) {
                assertThat(health.outOfService(node)).as(node).isEqualTo(OURS);
                told(1, "OutOfServiceTaintSet", node);
            }
        });
        assertThat(disrupted("condition")).isFalse();
        assertThat(disrupted("graceful")).isTrue();
        assertThat(health.pod("graceful-0").getMetadata().getDeletionTimestamp())
                .isNull();
        bed.storage.heal(node("untaint"));
        health.kubelet(node("untaint"), KubeletState.RUNNING);
        await().atMost(LONG).until(() -> page.refused("untaint", node("untaint")));
    }

    private void standsBefore(String action, String step) {
        assertThat(page.refused(action, node(step)))
                .as("the API server refused to %s for %s", action, step)
                .isTrue();
    }

    private boolean disrupted(String step) {
        return health.pod(step + "-0").getStatus().getConditions().stream()
                .anyMatch(c -> "DisruptionTarget".equals(c.getType()));
    }

    private boolean moved(String step) {
        return health.runsOn(step + "-0", bed.node(HEALTHY));
    }

    /** Wherever its data can be read from: its storage may be back before the taint is gone. */
    private boolean runsAgain(String step) {
        return lives.of(step + "-0").getFirst().over() && health.runs(step + "-0");
    }

    private void everythingIsDone() {
        for (String step : MOVE) {
            assertThat(moved(step)).as("%s-0 has moved", step).isTrue();
            assertThat(health.attachment("steps-own-" + step))
                    .as("%s's attachment", step)
                    .isNull();
        }
        for (String node : List.of(node("taint"), node("evicted"), bed.node(POWERED_OFF))) {
            assertThat(health.outOfService(node)).as(node).isEqualTo(OURS);
        }
        assertThat(lives.of("taint-0").getFirst().over())
                .as("taint-0 has ended")
                .isTrue();
        assertThat(health.outOfService(node("untaint"))).as("untaint").isNull();
        assertThat(runsAgain("untaint")).as("untaint-0 runs again").isTrue();
        assertThat(bed.placements()).containsEntry("evicted-0", "");
        assertThat(health.pod("others")).as("others").isNull();
        assertThat(others.attachments()).as("attachments of others").isEmpty();
    }

    private void comeBack() {
        boot("second");
        for (int node = 1; node <= FAILED; node++) {
            bed.storage.heal(bed.node(node));
        }
        health.revive();
        await().atMost(LONG)
                .pollInterval(POLL)
                .until(() -> bed.nodes.stream().noneMatch(node -> OURS.equals(health.outOfService(node)))
                        && STAY.stream().allMatch(this::runsAgain));
    }

    @AfterAll
    void remove() {
        try {
            if (health != null) {
                health.revive();
                lives.close();
            }
            gates.close();
            others.remove();
            bed.client.storage().v1().volumeAttachments().list().getItems().stream()
                    .filter(attachment -> attachment.getMetadata().getName().startsWith("steps-"))
                    .forEach(attachment -> bed.client.resource(attachment).delete());
            if (stork != null) {
                bed.close();
            }
        } finally {
            if (stork != null) {
                stork.close();
            }
            // Only now: what it asks for without the right would be taken for a right that is not shipped.
            bed.cluster.kubectl(
                    "delete", "--ignore-not-found", "clusterrolebindings,clusterroles", "stork-health-out-of-service");
            shared.start();
        }
    }

    @Test
    void everyPodHasOneSuccessorAndThatIsLeftAlone() {
        Stream.concat(MOVE.stream(), STAY.stream())
                .forEach(step -> assertThat(lives.of(step + "-0"))
                        .as(step)
                        .extracting(PodLives.Life::over)
                        .containsExactly(true, false));
        for (String done : List.of("event", "attachment")) {
            assertThat(health.uid(done + "-0"))
                    .as("the successor of %s from before the kill", done)
                    .isEqualTo(before.get(done));
        }
    }

    @Test
    void aPodIsAskedToEndWhereItsKubeletLivesAndForcedWhereItIsLost() {
        for (String lost : List.of("lost", "attachment")) {
            assertThat(lives.of(lost + "-0").getFirst().deletions()).as(lost).containsExactly(0L);
        }
        for (String alive : List.of("condition", "graceful", "event", "stuck")) {
            assertThat(lives.of(alive + "-0").getFirst().deletions()).as(alive).startsWith(2L);
        }
    }

    @Test
    void whatIsDoneIsToldOnce() {
        // Events are written beside what is done; the last may still be on its way.
        await().atMost(LONG).untilAsserted(this::eachWasToldOnce);
        told(0, "StorageDriverOffline", "event-0"); // an event that was refused is not told later
    }

    private void eachWasToldOnce() {
        told(1, "StorageDriverOffline", "condition-0", "graceful-0");
        told(1, "NodeLost", "lost-0", "attachment-0");
        told(2, "StorageDriverOffline", "stuck-0"); // deleted, then forced
        for (String step : List.of("stuck", "lost", "attachment")) {
            told(1, "VolumeAttachmentRemoved", "sim-steps-data-" + step + "-0");
        }
        for (String node : List.of(node("taint"), node("untaint"), node("evicted"), bed.node(POWERED_OFF))) {
            told(1, "OutOfServiceTaintSet", node);
            told(1, "OutOfServiceTaintRemoved", node);
        }
    }

    private void told(int times, String reason, String... objects) {
        for (String object : objects) {
            assertThat(health.told(object, reason))
                    .as("%s on %s", reason, object)
                    .isEqualTo(times);
        }
    }

    @Test
    void otherDriversAttachmentsAndOtherPeoplesTaintsStay() {
        for (String step : List.of("stuck", "lost", "attachment")) {
            assertThat(health.attachment("steps-other-" + step)).as(step).isNotNull();
        }
        assertThat(health.outOfService(bed.node(TAINTED_BY_OTHERS))).isEqualTo(THEIRS);
        assertThat(health.told(bed.node(TAINTED_BY_OTHERS), "OutOfServiceTaintSet"))
                .isZero();
    }

    @Test
    void theTaintNeverFallsOnNodesWithPodsThatAreToBeLeftAlone() {
        for (String step : List.of("lost", "attachment")) {
            assertThat(health.pod("guard-" + step).getMetadata().getDeletionTimestamp())
                    .isNull();
            assertThat(health.told(node(step), "OutOfServiceTaintSet")).isZero();
        }
    }
}
