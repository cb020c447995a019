package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.health.NodeEvidence.OutOfService;

/** The taint that ends everything on a node: only asked for, only proven, never left behind, never somebody else's. */
class OutOfServiceTaintTest {
    private final HealthWorld world = new HealthWorld(Settings.with().taint().get(), 6);

    @Test
    void aLostNodeWhoseStorageAllVouchesIsTaintedAndCleanAgainWhenItIsBack() {
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(10);
        assertThat(world.exists(pod)).isFalse();
        assertThat(world.taints).containsEntry("node-1", OutOfService.OURS);
        world.storage("node-1", NodeState.ONLINE).pass(10);
        assertThat(world.taints).as("kubelet still lost").containsEntry("node-1", OutOfService.OURS);
        world.kubelet("node-1", KubeletSignal.ALIVE).pass(1);
        assertThat(world.taints).containsEntry("node-1", OutOfService.ABSENT);
    }

    @Test
    void aLiveNodeLosesItThoughItsStorageIsStillOffline() {
        lost();
        world.kubelet("node-1", KubeletSignal.ALIVE).pass(1);
        assertThat(world.taints).containsEntry("node-1", OutOfService.ABSENT);
    }

    @Test
    void aNewLeaderTakesAwayWhatAFormerOneSet() {
        lost();
        world.killAndStartAnotherLeader();
        world.storage("node-1", NodeState.ONLINE)
                .kubelet("node-1", KubeletSignal.ALIVE)
                .pass(1);
        assertThat(world.taints).containsEntry("node-1", OutOfService.ABSENT);
    }

    @Test
    void podsThatAreEndingHoldItForTheirTimeAndAHungOneNoLonger() {
        lost();
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        pod.optOut = OptOut.NEVER;
        pod.hangs = true;
        world.terminate(pod);
        world.kubelet("node-1", KubeletSignal.ALIVE)
                .storage("node-1", NodeState.ONLINE)
                .pass(14);
        assertThat(world.taints).containsEntry("node-1", OutOfService.OURS);
        assertThat(world.reasonsOn("node-1")).contains(Reason.NOT_YET_CLEAN);
        world.pass(1);
        assertThat(world.taints).containsEntry("node-1", OutOfService.ABSENT);
    }

    @Test
    void itIsNotSetUnlessAskedFor() {
        HealthWorld plain = HealthWorld.of(6);
        plain.attach(HealthWorld.DRIVER, "pv", "node-1");
        plain.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(60);
        assertThat(plain.taints).isEmpty();
    }

    @Test
    void anotherDriversVolumeThereThatNobodyVouchesForIsInItsWay() {
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.pod("kept", "node-1").volume("pv", "node-1", "node-2").optOut = OptOut.NONE;
        world.attach(HealthWorld.OTHER, "lin", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(60);
        assertThat(world.taints).isEmpty();
        assertThat(world.attachments).extracting(AttachmentEvidence::volume).containsExactly("lin");
        for (int i = 1; i <= 6; i++) {
            world.storage(HealthWorld.OTHER, "node-" + i, i == 1 ? NodeState.OFFLINE : NodeState.ONLINE, i == 1);
        }
        world.pass(10);
        assertThat(world.taints).containsEntry("node-1", OutOfService.OURS);
    }

    @Test
    void aForeignVolumeOfAPodThereIsInItsWayTooUnlessTheNodeHasNoPower() {
        TestPod pod = world.pod("foreign", "node-1");
        pod.volume(null, "nfs", VolumeEvidence.Access.ONE_NODE, java.util.List.of(), false, null);
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(60);
        assertThat(world.taints).isEmpty();
        world.poweredOff.add("node-1");
        world.pass(1);
        assertThat(world.taints).containsEntry("node-1", OutOfService.OURS);
    }

    @Test
    void noPowerIsNoProofWhileTheKubeletOrTheStorageLives() {
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.poweredOff.add("node-1");
        world.pass(30);
        world.kubelet("node-1", KubeletSignal.LOST).pass(30);
        world.kubelet("node-1", KubeletSignal.ALIVE).fenced("node-1").pass(30);
        assertThat(world.taints).isEmpty();
    }

    @Test
    void aPodThatIsToBeLeftAloneForbidsIt() {
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.pod("web", "node-1").optOut = OptOut.OBSERVE;
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(60);
        assertThat(world.taints).isEmpty();
    }

    @Test
    void somebodyElsesIsNeverTouched() {
        world.taints.put("node-1", OutOfService.FOREIGN);
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(30);
        world.storage("node-1", NodeState.ONLINE)
                .kubelet("node-1", KubeletSignal.ALIVE)
                .pass(30);
        assertThat(world.taints).containsEntry("node-1", OutOfService.FOREIGN);
        assertThat(world.done).noneMatch(d -> d.action() == Action.TAINT || d.action() == Action.UNTAINT);
    }

    private void lost() {
        world.attach(HealthWorld.DRIVER, "pv", "node-1");
        world.fenced("node-1").kubelet("node-1", KubeletSignal.LOST).pass(10);
        assertThat(world.taints).containsEntry("node-1", OutOfService.OURS);
    }
}
