package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.storkee.api.ReplicaState;
import org.storkee.health.VolumeEvidence.Access;
import org.storkee.storage.DriverId;
import org.storkee.storage.NodeAffinity;
import org.storkee.storage.Replica;

/** A pod of a StatefulSet that may be relocated, until a test says otherwise. */
final class TestPod {
    final PodId id;
    String node;
    PodEvidence.Controller controller = new PodEvidence.Controller("StatefulSet", "db");
    boolean finished;
    boolean mirror;
    boolean schedulerAsksUs = true;
    OptOut optOut = OptOut.NONE;
    boolean storageController;
    boolean nodeLost;
    /** The kubelet never gets it to end, as with an unmount that hangs. */
    boolean hangs;
    /** Somebody's finalizer keeps the object, whoever deletes it. */
    boolean finalizer;
    /** A policy refuses its deletion. */
    boolean refused;

    Duration grace = Duration.ofSeconds(5);
    Instant seenSince = Instant.EPOCH;
    PodEvidence.Termination termination;
    final List<VolumeEvidence> volumes = new ArrayList<>();

    TestPod(String name, String uid, String node) {
        id = new PodId("default", name, uid);
        this.node = node;
    }

    /** A volume of the world's driver with up-to-date replicas on these machines. */
    TestPod volume(String name, String... machines) {
        return volume(HealthWorld.DRIVER, name, Access.ONE_NODE, List.of(), false, null, machines);
    }

    TestPod volume(
            DriverId driver,
            String name,
            Access access,
            List<String> attachedOn,
            boolean localOnly,
            NodeAffinity affinity,
            String... machines) {
        List<Replica> replicas = List.of(machines).stream()
                .map(m -> new Replica(m, ReplicaState.UP_TO_DATE))
                .toList();
        volumes.add(
                new VolumeEvidence(driver, name, name, access, true, replicas, attachedOn, localOnly, false, affinity));
        return this;
    }

    PodEvidence evidence() {
        return new PodEvidence(
                id,
                node,
                controller,
                finished,
                mirror,
                schedulerAsksUs ? "stork" : "volcano",
                schedulerAsksUs,
                optOut,
                storageController,
                nodeLost,
                false,
                seenSince,
                termination,
                volumes);
    }
}
