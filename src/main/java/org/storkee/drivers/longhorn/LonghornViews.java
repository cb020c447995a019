package org.storkee.drivers.longhorn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

/** From Longhorn's objects to the storage model. Pure. */
final class LonghornViews {
    /** The driver type's name in {@code stork.drivers}. */
    static final String TYPE = "longhorn";
    /** Longhorn's name as a CSI driver and as a provisioner. */
    static final String CSI_DRIVER = "driver.longhorn.io";
    /** Where Longhorn runs unless its administrator chose otherwise. */
    static final String USUAL_NAMESPACE = "longhorn-system";

    private static final String PRESSURE = "KubernetesNodePressure";

    private LonghornViews() {}

    /** The instance that runs in this namespace. */
    static DriverId instance(String namespace) {
        return new DriverId(TYPE, namespace);
    }

    /** One machine. Longhorn names it as Kubernetes does. */
    static StorageNode node(LonghornNode object) {
        String name = object.getMetadata().getName();
        LonghornNode.Status status = object.getStatus();
        return new StorageNode(
                name,
                name,
                null,
                List.of(),
                state(status),
                words(object),
                false, // Longhorn says nothing of I/O that was fenced off
                new Location(null, status.zone(), status.region()));
    }

    /**
     * Longhorn's {@code Ready} tells whether its manager and the kubelet answer. Both are agents: I/O runs in other
     * processes, which live on without them. So a machine that is not ready is unreachable, and never offline.
     */
    private static NodeState state(LonghornNode.Status status) {
        Condition ready = Condition.find(status.conditions(), "Ready");
        if (!Condition.isTrue(status.conditions(), "Ready")) {
            // Under pressure the machine answers and serves; Longhorn wants nothing new there.
            boolean answers = ready != null && PRESSURE.equals(ready.reason());
            return answers ? NodeState.DEGRADED : NodeState.UNREACHABLE;
        }
        Condition mounts = Condition.find(status.conditions(), "MountPropagation");
        if (mounts != null && "False".equals(mounts.status())) {
            return NodeState.DEGRADED; // it serves its replicas, but no pod there could see a volume
        }
        return allDisksDown(status) ? NodeState.STORAGE_DOWN : NodeState.ONLINE;
    }

    /** A machine that has no disks has none that are down: it takes volumes from elsewhere, as it is meant to. */
    private static boolean allDisksDown(LonghornNode.Status status) {
        Map<String, LonghornNode.DiskStatus> disks = status.diskStatus();
        return disks != null
                && !disks.isEmpty()
                && disks.values().stream().noneMatch(d -> Condition.isTrue(d.conditions(), "Ready"));
    }

    private static String words(LonghornNode object) {
        LonghornNode.Status status = object.getStatus();
        List<String> words = new ArrayList<>();
        Condition ready = Condition.find(status.conditions(), "Ready");
        if (ready == null) {
            words.add("no Ready condition yet");
        }
        for (String type : List.of("Ready", "MountPropagation", "Schedulable")) {
            Condition condition = Condition.find(status.conditions(), type);
            if (condition != null && !"True".equals(condition.status())) {
                words.add(condition.words());
            }
        }
        if (!Boolean.TRUE.equals(object.getSpec().allowScheduling())) {
            words.add("scheduling of new replicas is off");
        }
        downDisks(status).forEach(name -> words.add("disk " + name + " is not ready"));
        return String.join("; ", words);
    }

    private static List<String> downDisks(LonghornNode.Status status) {
        Map<String, LonghornNode.DiskStatus> disks =
                Objects.requireNonNullElse(status.diskStatus(), Map.<String, LonghornNode.DiskStatus>of());
        return disks.entrySet().stream()
                .filter(d -> !Condition.isTrue(d.getValue().conditions(), "Ready"))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** One volume with its replicas and engines, in whatever order they came. */
    static Volume volume(
            LonghornVolume object, Collection<LonghornReplica> replicas, Collection<LonghornEngine> engines) {
        LonghornVolume.Spec spec = object.getSpec();
        String attachedOn = object.getStatus().currentNodeID();
        return new Volume(
                object.getMetadata().getName(),
                sharedOverNetwork(spec) ? List.of() : replicas(replicas, modes(engines)),
                filled(attachedOn) ? List.of(attachedOn) : List.of(),
                false,
                "strict-local".equals(spec.dataLocality()) ? Map.of(ProvisionedVolume.LOCAL_ONLY, "true") : Map.of(),
                condition(object.getStatus().robustness()));
    }

    /** A volume that is not attached has no engine that could tell. */
    private static @Nullable VolumeCondition condition(@Nullable String robustness) {
        return switch (Objects.requireNonNullElse(robustness, "")) {
            case "healthy" -> VolumeCondition.NORMAL;
            case "degraded", "faulted" -> VolumeCondition.abnormal("Longhorn: robustness is " + robustness);
            default -> null;
        };
    }

    /** Pods mount such a volume by NFS from its share manager's pod: where the data is does not matter to them. */
    private static boolean sharedOverNetwork(LonghornVolume.Spec spec) {
        return "rwx".equals(spec.accessMode()) && !Boolean.TRUE.equals(spec.migratable());
    }

    private static List<Replica> replicas(Collection<LonghornReplica> objects, Map<String, String> modes) {
        List<LonghornReplica> placed = objects.stream()
                .filter(r -> !Boolean.FALSE.equals(r.getSpec().active()))
                .filter(r -> filled(r.getSpec().nodeID()) && r.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.comparing(r -> r.getMetadata().getName()))
                .toList();
        boolean used = placed.stream().anyMatch(r -> filled(r.getSpec().healthyAt()));
        return placed.stream()
                .map(r -> new Replica(
                        String.valueOf(r.getSpec().nodeID()),
                        modes.isEmpty()
                                ? atRest(r.getSpec(), used)
                                : serving(modes.get(r.getMetadata().getName()), r.getSpec())))
                .toList();
    }

    /**
     * While an engine runs its word counts. A replica that it does not know gets no writes: it is lost, or its rebuild
     * has not begun.
     */
    private static ReplicaState serving(@Nullable String mode, LonghornReplica.Spec spec) {
        if ("RW".equals(mode)) {
            return ReplicaState.UP_TO_DATE;
        }
        return "ERR".equals(mode) || filled(spec.failedAt()) ? ReplicaState.FAILED : ReplicaState.SYNCING;
    }

    /**
     * Without an engine the replica's own notes count. Of a volume that was never attached all replicas are empty and
     * equal; were they taken for syncing, its first pod would wait for ever.
     */
    private static ReplicaState atRest(LonghornReplica.Spec spec, boolean used) {
        if (filled(spec.failedAt())) {
            return ReplicaState.FAILED;
        }
        return filled(spec.healthyAt()) || !used ? ReplicaState.UP_TO_DATE : ReplicaState.SYNCING;
    }

    /** What the volume's running engine says of its replicas; empty when none runs. */
    private static Map<String, String> modes(Collection<LonghornEngine> engines) {
        return engines.stream()
                .filter(e -> !Boolean.FALSE.equals(e.getSpec().active()))
                .filter(e -> "running".equals(e.getStatus().currentState()))
                .map(e -> e.getStatus().replicaModeMap())
                .filter(m -> m != null && !m.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    private static boolean filled(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
