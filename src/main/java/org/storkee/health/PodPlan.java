package org.storkee.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverId;

/** What becomes of one pod. Pure. */
final class PodPlan {
    private final Scene scene;
    private final ShareGuard share;
    private final ReplicaGuard replicas;
    private final Drafts drafts;

    PodPlan(Scene scene, ShareGuard share, Drafts drafts) {
        this.scene = scene;
        this.share = share;
        this.drafts = drafts;
        replicas = new ReplicaGuard(scene);
    }

    /** Null when nothing that failed concerns the pod. */
    @Nullable
    Decision decide(PodEvidence pod) {
        List<Finding> failing = failing(pod);
        List<VolumeKey> abnormal = failing.isEmpty() ? abnormal(pod) : List.of();
        Verdict verdict = failing.isEmpty() && abnormal.isEmpty() ? notFailed(pod) : judge(pod, failing, abnormal);
        return verdict == null ? null : drafts.pod(pod, failing, abnormal, verdict);
    }

    /** Confirmed failures, on the pod's node, of the drivers it uses; a storage controller's pod uses them all. */
    private List<Finding> failing(PodEvidence pod) {
        List<Finding> failing = new ArrayList<>(1);
        for (Finding finding : scene.findingsOn(pod.node())) {
            DriverId driver = finding.machine().id().driver();
            if (finding.confirmed() && (uses(pod, driver) || pod.storageController())) {
                failing.add(finding);
            }
        }
        return failing;
    }

    private static boolean uses(PodEvidence pod, DriverId driver) {
        return pod.volumes().stream().anyMatch(v -> driver.equals(v.driver()));
    }

    private List<VolumeKey> abnormal(PodEvidence pod) {
        if (!scene.settings().relocateOn().contains(RelocateOn.VOLUME_ABNORMAL)) {
            return List.of();
        }
        List<VolumeKey> abnormal = new ArrayList<>(1);
        for (VolumeEvidence volume : pod.volumes()) {
            VolumeKey key = volume.driver() == null ? null : new VolumeKey(volume.driver(), volume.key());
            if (scene.findings().abnormalVolumes().contains(key)
                    && !pod.seenSince().isAfter(scene.findings().movedAt().getOrDefault(key, Instant.MAX))) {
                abnormal.add(key);
            }
        }
        return abnormal;
    }

    private @Nullable Verdict judge(PodEvidence pod, List<Finding> failing, List<VolumeKey> abnormal) {
        Verdict guarded = PodGuards.judge(pod, failing, scene.settings());
        if (guarded != null) {
            return guarded;
        }
        for (Finding finding : failing) {
            if (share.tooMany(finding.machine().id().driver())) {
                return null; // told once for the machine, not for each of its pods
            }
        }
        for (VolumeKey volume : abnormal) {
            if (share.tooMany(volume.driver())) {
                return new Verdict(Action.TELL, Reason.TOO_MANY_FAILED, "abnormal volumes on too many nodes");
            }
        }
        if (replicas.stillServed(pod, failing)) {
            return new Verdict(Action.NOTHING, Reason.STILL_SERVED, "");
        }
        String missing = replicas.missing(pod);
        if (missing != null) {
            return new Verdict(Action.TELL, Reason.NO_REPLICA_ELSEWHERE, missing);
        }
        return DecisionTable.judge(
                failure(failing),
                scene.kubelet(pod.node()),
                FenceGuard.unvouched(pod, failing, scene),
                pod.termination(),
                scene.at(),
                scene.settings());
    }

    private static Reason failure(List<Finding> failing) {
        if (failing.isEmpty()) {
            return Reason.VOLUME_ABNORMAL;
        }
        boolean offline = failing.stream().anyMatch(f -> f.machine().state() == NodeState.OFFLINE);
        return offline ? Reason.STORAGE_OFFLINE : Reason.STORAGE_DEGRADED;
    }

    /** A pod in unknown state is judged like any other: without a failure of its storage it stays, and is told why. */
    private @Nullable Verdict notFailed(PodEvidence pod) {
        if (!unknown(pod) || PodGuards.judge(pod, List.of(), scene.settings()) != null) {
            return null;
        }
        Verdict worst = null;
        for (VolumeEvidence volume : pod.volumes()) {
            if (volume.driver() != null) {
                worst = later(worst, word(volume.driver(), pod.node()));
            }
        }
        return worst;
    }

    private boolean unknown(PodEvidence pod) {
        NodeEvidence node = scene.node(pod.node());
        return pod.nodeLost() || (pod.termination() != null && node != null && node.unreachable());
    }

    private Verdict word(DriverId driver, String node) {
        MachineEvidence machine = scene.machine(driver, node);
        if (!scene.fresh(driver) || machine == null) {
            return new Verdict(Action.TELL, Reason.NO_EVIDENCE, driver.toString());
        }
        Verdict word = MachinePlan.word(machine.state());
        Reason reason = word == null ? Reason.STORAGE_ONLINE : word.reason();
        return new Verdict(reason == Reason.NOT_CONFIRMED ? Action.NOTHING : Action.TELL, reason, driver.toString());
    }

    /** Of what several drivers say, what comes last among the reasons: the less is known, the later. */
    private static Verdict later(@Nullable Verdict a, Verdict b) {
        return a != null && a.reason().compareTo(b.reason()) >= 0 ? a : b;
    }
}
