package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.api.NodeState;
import org.storkee.health.NodeEvidence.OutOfService;

/** What must never move a healthy pod, start a second writer, loop, or leave something behind. */
class NeverTest {
    private final HealthWorld world = HealthWorld.of(6);
    private final TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");

    @Test
    void aDriverWhoseApiIsDownMovesNobody() {
        world.storage("node-1", NodeState.OFFLINE).pass(2);
        world.failures.put(HealthWorld.DRIVER, "connection refused");
        world.silent.add(HealthWorld.DRIVER);
        nothingFor(600);
    }

    @Test
    void aDriverThatHangsMovesNobodyThoughItDoesNotFail() {
        world.storage("node-1", NodeState.OFFLINE).pass(1);
        world.silent.add(HealthWorld.DRIVER);
        nothingFor(600);
    }

    @Test
    void offlineInAViewThatWasStaleFromTheStartMovesNobody() {
        world.silent.add(HealthWorld.DRIVER);
        world.heldAt.put(HealthWorld.DRIVER, world.now.minusSeconds(60));
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST);
        nothingFor(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNREACHABLE", "DEGRADED", "STORAGE_DOWN", "ONLINE"})
    void noStateButOfflineMovesAnybodyWhateverTheKubeletSaysAndEvenIfActingUnfencedIsAllowed(String state) {
        for (KubeletSignal kubelet : KubeletSignal.values()) {
            HealthWorld each =
                    new HealthWorld(Settings.with().actUnfenced().taint().get(), 6);
            each.pod("db", "node-1").volume("pv", "node-1", "node-2");
            each.attach(HealthWorld.DRIVER, "pv", "node-1");
            each.storage(HealthWorld.DRIVER, "node-1", NodeState.valueOf(state), true)
                    .kubelet("node-1", kubelet)
                    .pass(300);
            assertThat(each.done).isEmpty();
        }
    }

    @Test
    void offlineAndNotFencedWithTheKubeletLostMovesNobody() {
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.storage("node-1", NodeState.OFFLINE).kubelet("node-1", KubeletSignal.LOST);
        nothingFor(600);
        assertThat(world.reason(pod)).isEqualTo(Reason.LOST_NOT_FENCED);
    }

    @Test
    void aVolumeWithOneReplicaKeepsItsPod() {
        pod.volumes.clear();
        pod.volume("pv", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST);
        nothingFor(600);
        assertThat(world.reason(pod)).isEqualTo(Reason.NO_REPLICA_ELSEWHERE);
    }

    @Test
    void noForceWhileTheOldNodeMayStillWriteToAnyOfThePodsVolumes() {
        pod.volume(null, "nobodys", VolumeEvidence.Access.ONE_NODE, List.of(), false, null);
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST);
        nothingFor(600);
        assertThat(world.said(pod).message())
                .isEqualTo("the node is lost, and nothing vouches that it cannot write:"
                        + " volume nobodys of no known driver may still be written there");
    }

    @Test
    void noForceOnAFenceThatWasSeenOnce() {
        world.storage("node-1", NodeState.OFFLINE).kubelet("node-1", KubeletSignal.LOST);
        nothingFor(60);
        world.fenced("node-1");
        nothingFor(3);
        world.storage("node-1", NodeState.OFFLINE);
        nothingFor(60);
        world.fenced("node-1").pass(4);
        assertThat(world.exists(pod)).as("fenced for 3 s").isFalse();
    }

    @Test
    void whatThePodOnlyReadsNeedsNoFence() {
        pod.volume(null, "read", VolumeEvidence.Access.READ_ONLY, List.of(), false, null);
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(5);
        assertThat(world.exists(pod)).isFalse();
    }

    /** Offline for so long, Online for so long; the pod comes back each time, as the worst case. */
    @ParameterizedTest(name = "every {0} s")
    @CsvSource({"1,0", "3,1", "10,1"})
    void flappingDoesNotLoop(int seconds, int deletions) {
        world.replacement = gone -> world.recreateOn(gone, "node-1");
        for (int i = 0; i < 1200 / seconds; i++) {
            world.storage("node-1", i % 2 == 0 ? NodeState.OFFLINE : NodeState.ONLINE)
                    .pass(seconds);
        }
        assertThat(world.deeds()).as("in 20 minutes").hasSizeLessThanOrEqualTo(deletions);
    }

    @Test
    void aNewPodOfTheSameNameIsNotDeletedForTheOldOne() {
        pod.hangs = true;
        world.fenced("node-1").pass(6);
        world.pods.remove(pod.id.uid());
        TestPod fresh = world.pod("db", "node-2").volume("pv", "node-1", "node-2");
        world.pass(120);
        assertThat(world.exists(fresh)).isTrue();
        assertThat(world.done).extracting(d -> d.pod().uid()).containsOnly(pod.id.uid());
    }

    @Test
    void twoLeadersForAWhileDecideTheSameAboutTheSamePodAndNothingElse() {
        FailureDetector second = new FailureDetector(world.settings);
        world.storage("node-1", NodeState.OFFLINE);
        for (int i = 0; i < 10; i++) {
            world.beat();
            Findings findings = second.observe(world.cluster().drivers(), java.util.Set.of(), world.now);
            for (Decision decision : RelocationPlan.decide(findings, world.cluster(), world.settings)) {
                assertThat(decision.pod() == null || decision.pod().equals(pod.id))
                        .isTrue();
                assertThat(decision.action()).isIn(Action.NOTHING, Action.DELETE_GRACEFULLY);
            }
        }
    }

    @Test
    void aLeaderKilledBetweenAnyTwoStepsLeavesTheSameEnd() {
        for (int beats = 1; beats < 45; beats++) {
            HealthWorld each = new HealthWorld(Settings.with().taint().get(), 6);
            TestPod hung = each.pod("db", "node-1").volume("pv", "node-1", "node-2");
            hung.hangs = true;
            each.replacement = gone -> each.recreateOn(gone, "node-2");
            each.attach(HealthWorld.DRIVER, "pv", "node-1");
            each.fenced("node-1").pass(beats);
            each.killAndStartAnotherLeader();
            each.pass(20);
            each.kubelet("node-1", KubeletSignal.LOST).pass(60);
            each.storage("node-1", NodeState.ONLINE).kubelet("node-1", KubeletSignal.ALIVE);
            each.pass(90);
            assertThat(each.exists(hung)).as("killed after %s s", beats).isFalse();
            assertThat(each.attachments).as("killed after %s s", beats).isEmpty();
            assertThat(each.taints).as("killed after %s s", beats).doesNotContainValue(OutOfService.OURS);
            assertThat(each.pods.values()).extracting(p -> p.node).containsExactly("node-2");
        }
    }

    @Test
    void anApiServerThatRefusesDeletionsIsNotFloodedAndItsRefusalIsNoReasonToDoMore() {
        world.apiRefuses = true;
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.fenced("node-1").pass(120);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.deeds()).hasSizeLessThan(26).containsOnly("DELETE_GRACEFULLY STORAGE_OFFLINE db");
    }

    @Test
    void aLeaderThatWasStoppedForMinutesStartsFromFreshEvidence() {
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(3);
        world.now = world.now.plusSeconds(300);
        world.pass(3);
        assertThat(world.done).isEmpty();
    }

    private void nothingFor(int seconds) {
        world.pass(seconds);
        assertThat(world.exists(pod)).isTrue();
        assertThat(world.done).isEmpty();
    }
}
