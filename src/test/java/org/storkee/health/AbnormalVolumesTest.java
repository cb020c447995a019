package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Leaving abnormal volumes: only asked for, and once. */
class AbnormalVolumesTest {
    private final HealthWorld world = new HealthWorld(
            Settings.with().relocateOn(RelocateOn.VOLUME_ABNORMAL).get(), 9);

    @Test
    void aPodLeavesAVolumeThatIsAbnormalTwiceButDoesNotChaseItFromNodeToNode() {
        world.replacement = gone -> world.recreateOn(gone, "node-2");
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2", "node-3");
        abnormal("pv");
        world.pass(3);
        assertThat(world.done).isEmpty();
        world.pass(300);
        assertThat(world.exists(pod)).isFalse();
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY VOLUME_ABNORMAL db");
    }

    @Test
    void aRefusedDeletionIsTriedAgainUntilThePodHasMoved() {
        world.replacement = gone -> world.recreateOn(gone, "node-2");
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2", "node-3");
        pod.refused = true;
        abnormal("pv");
        world.pass(7);
        assertThat(world.done).hasSize(1);
        assertThat(RelocationPlan.decide(world.findings, world.cluster(), world.settings))
                .as("a plan that no longer wants it would end its retries")
                .extracting(Decision::action)
                .containsExactly(Action.DELETE_GRACEFULLY);
        pod.refused = false;
        world.pass(60);
        assertThat(world.exists(pod)).isFalse();
        assertThat(world.pods).hasSize(1);
        assertThat(world.deeds()).hasSize(2);
    }

    @Test
    void everyPodThatSharesTheVolumeMovesHoweverLongTheyHaveToWait() {
        world.replacement = gone -> world.recreateOn(gone, "node-2");
        for (int i = 0; i < 30; i++) {
            world.pod("web-" + i, "node-1").volume("pv", "node-1", "node-2", "node-3");
        }
        abnormal("pv");
        world.pass(120);
        assertThat(world.deeds()).hasSize(30).doesNotHaveDuplicates();
        assertThat(world.pods.values()).hasSize(30).allMatch(pod -> pod.node.equals("node-2"));
    }

    @Test
    void aClockThatWasSetMovesNobodyTwice() {
        for (int minutes : java.util.List.of(-5, 5)) {
            HealthWorld set = new HealthWorld(
                    Settings.with().relocateOn(RelocateOn.VOLUME_ABNORMAL).get(), 9);
            set.replacement = gone -> set.recreateOn(gone, "node-2");
            set.pod("db", "node-1").volume("pv", "node-1", "node-2", "node-3");
            set.abnormal.add(new VolumeKey(HealthWorld.DRIVER, "pv"));
            set.pass(20);
            set.now = set.now.plusSeconds(60L * minutes);
            set.pass(60);
            assertThat(set.deeds()).hasSize(1);
        }
    }

    @Test
    void aVolumeThatWasNormalForTheCoolDownMayBeLeftAgain() {
        world.replacement = gone -> world.recreateOn(gone, "node-2");
        world.pod("db", "node-1").volume("pv", "node-1", "node-2", "node-3");
        abnormal("pv");
        world.pass(20);
        world.abnormal.clear();
        world.pass(61);
        abnormal("pv");
        world.pass(20);
        assertThat(world.deeds()).hasSize(2);
    }

    @Test
    void oneThatIsAbnormalNowAndThenIsLeftOnce() {
        world.replacement = gone -> world.recreateOn(gone, "node-2");
        world.pod("db", "node-1").volume("pv", "node-1", "node-2", "node-3");
        for (int i = 0; i < 20; i++) {
            abnormal("pv");
            world.pass(10);
            world.abnormal.clear();
            world.pass(50);
        }
        assertThat(world.deeds()).hasSize(1);
    }

    @Test
    void withoutBeingAskedForNothingHappens() {
        HealthWorld plain = HealthWorld.of(9);
        plain.pod("db", "node-1").volume("pv", "node-1", "node-2");
        plain.abnormal.add(new VolumeKey(HealthWorld.DRIVER, "pv"));
        plain.pass(60);
        assertThat(plain.done).isEmpty();
    }

    @Test
    void itNeedsAReplicaElsewhereAndIsNeverForced() {
        TestPod single = world.pod("single", "node-1").volume("pv-single", "node-1");
        TestPod hung = world.pod("hung", "node-2").volume("pv-hung", "node-2", "node-3");
        TestPod lost = world.pod("lost", "node-4").volume("pv-lost", "node-4", "node-5");
        hung.hangs = true;
        world.kubelet("node-4", KubeletSignal.LOST);
        abnormal("pv-single");
        abnormal("pv-hung");
        abnormal("pv-lost");
        world.pass(120);
        assertThat(world.reason(single)).isEqualTo(Reason.NO_REPLICA_ELSEWHERE);
        assertThat(world.exists(lost)).isTrue();
        assertThat(world.deeds()).containsExactly("DELETE_GRACEFULLY VOLUME_ABNORMAL hung");
    }

    @Test
    void onTooManyNodesAtOnceItIsNotTheVolumes() {
        for (int i = 1; i <= 4; i++) {
            world.pod("db-" + i, "node-" + i).volume("pv-" + i, "node-" + i, "node-9");
            abnormal("pv-" + i);
        }
        world.pass(60);
        assertThat(world.done).isEmpty();
        assertThat(world.decided).extracting(Decision::reason).containsOnly(Reason.TOO_MANY_FAILED);
    }

    @Test
    void aStaleViewProvesNothing() {
        world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        abnormal("pv");
        world.pass(2);
        world.silent.add(HealthWorld.DRIVER);
        world.pass(60);
        assertThat(world.done).isEmpty();
    }

    private void abnormal(String volume) {
        world.abnormal.add(new VolumeKey(HealthWorld.DRIVER, volume));
    }
}
