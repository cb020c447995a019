package org.storkee.health;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Replica;

/**
 * Whether a pod could be used elsewhere: each volume has a usable replica on another node, and one node can use them all.
 * Pure.
 */
final class ReplicaGuard {
    private final Scene scene;

    ReplicaGuard(Scene scene) {
        this.scene = scene;
    }

    /** Null when the pod can run elsewhere; else what is missing. */
    @Nullable
    String missing(PodEvidence pod) {
        for (VolumeEvidence volume : pod.volumes()) {
            String missing = missing(volume, pod.node());
            if (missing != null) {
                return missing;
            }
        }
        for (NodeEvidence node : scene.nodes()) {
            if (elsewhere(node, pod.node()) && pod.volumes().stream().allMatch(v -> usableOn(v, node))) {
                return null;
            }
        }
        return pod.volumes().size() > 1
                ? "no other node that takes pods can use all of its volumes"
                : "no other node that takes pods can use its storage";
    }

    private @Nullable String missing(VolumeEvidence volume, String failed) {
        DriverId driver = volume.driver();
        if (driver == null || (volume.known() && volume.replicas().isEmpty())) {
            return null; // no data to look for: any node will do that can use it
        }
        if (!volume.known() || !scene.fresh(driver)) {
            return "nothing is known of the replicas of volume " + volume.name() + " now";
        }
        for (Replica replica : volume.replicas()) {
            MachineEvidence machine = scene.machineById(driver, replica.node());
            if (machine != null && usable(replica, machine) && elsewhere(machine, failed)) {
                return null;
            }
        }
        return "volume " + volume.name() + " has no up-to-date replica on another Online node that takes pods";
    }

    /** As the extender's filter has it (F-7): up to date, on a machine that serves its own disks. */
    private static boolean usable(Replica replica, MachineEvidence machine) {
        return replica.state() == ReplicaState.UP_TO_DATE && machine.state() == NodeState.ONLINE;
    }

    private boolean elsewhere(MachineEvidence machine, String failed) {
        NodeEvidence node = scene.node(machine.id().node());
        return node != null && elsewhere(node, failed);
    }

    private static boolean elsewhere(NodeEvidence node, String failed) {
        return !node.name().equals(failed) && node.takesPods() && node.kubelet() != KubeletSignal.LOST;
    }

    /** The extender's filter must agree, or the pod would be deleted and then wait for ever. */
    private boolean usableOn(VolumeEvidence volume, NodeEvidence node) {
        if (volume.affinity() != null && !volume.affinity().matches(node.name(), node.labels())) {
            return false;
        }
        DriverId driver = volume.driver();
        if (driver == null) {
            return true;
        }
        MachineEvidence machine = scene.machine(driver, node.name());
        if (machine == null || !machine.live() || !scene.fresh(driver)) {
            return false;
        }
        List<Replica> here = volume.replicas().stream()
                .filter(r -> r.node().equals(machine.id().storageId()))
                .toList();
        return !(volume.remoteOnly() && !here.isEmpty())
                && (!volume.localOnly() || here.stream().anyMatch(r -> usable(r, machine)));
    }

    /**
     * True when all the volumes the pod has of failed machines are shared ones that another, live machine serves and this
     * one does not: what failed here is not what the pod uses. On a lost node it says nothing of the pod, which may be as
     * dead as the node.
     */
    boolean stillServed(PodEvidence pod, List<Finding> failing) {
        if (scene.kubelet(pod.node()) == KubeletSignal.LOST) {
            return false;
        }
        boolean any = false;
        for (VolumeEvidence volume : pod.volumes()) {
            for (Finding finding : failing) {
                MachineId failed = finding.machine().id();
                if (failed.driver().equals(volume.driver())) {
                    if (!servedElsewhere(volume, failed)) {
                        return false;
                    }
                    any = true;
                }
            }
        }
        return any;
    }

    private boolean servedElsewhere(VolumeEvidence volume, MachineId failed) {
        return volume.access() == VolumeEvidence.Access.MANY_NODES
                && !volume.attachedOn().contains(failed.storageId())
                && volume.attachedOn().stream().anyMatch(id -> {
                    MachineEvidence server = scene.machineById(failed.driver(), id);
                    return server != null && server.live();
                });
    }
}
