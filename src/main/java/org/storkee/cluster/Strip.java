package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;

/** What is kept of the bulky kinds. A field somebody begins to read must be added here. */
public final class Strip {
    private Strip() {}

    /** Everything but the managed fields, which are often half of an object; changes and returns {@code object}. */
    public static <T extends HasMetadata> T managedFields(T object) {
        Compact.metadata(object.getMetadata());
        return object;
    }

    /** Identity, volumes that are claims or in-tree ones, scheduling and phase; no containers. */
    static Pod pod(Pod pod) {
        if (pod.getSpec() != null) {
            PodSpec spec = new PodSpec();
            spec.setNodeName(Compact.text(pod.getSpec().getNodeName()));
            spec.setSchedulerName(Compact.text(pod.getSpec().getSchedulerName()));
            spec.setVolumes(claims(pod.getSpec().getVolumes()));
            pod.setSpec(spec);
        }
        if (pod.getStatus() != null) {
            PodStatus status = new PodStatus();
            status.setPhase(Compact.text(pod.getStatus().getPhase()));
            status.setReason(Compact.text(pod.getStatus().getReason()));
            status.setNominatedNodeName(Compact.text(pod.getStatus().getNominatedNodeName()));
            status.setConditions(conditions(pod.getStatus().getConditions()));
            pod.setStatus(status);
        }
        EmptyCollections.share(pod);
        return managedFields(pod);
    }

    private static List<PodCondition> conditions(List<PodCondition> conditions) {
        List<PodCondition> kept = conditions.stream()
                .filter(c -> c.getType().equals("PodScheduled") || c.getType().equals("Ready"))
                .toList();
        for (PodCondition condition : kept) {
            condition.setType(Compact.text(condition.getType()));
            condition.setStatus(Compact.text(condition.getStatus()));
            condition.setReason(Compact.text(condition.getReason()));
            condition.setMessage(Compact.text(condition.getMessage()));
        }
        return kept;
    }

    private static List<Volume> claims(List<Volume> volumes) {
        List<Volume> kept = volumes.stream()
                .filter(v -> v.getPersistentVolumeClaim() != null
                        || v.getEphemeral() != null
                        || v.getPortworxVolume() != null)
                .toList();
        for (Volume volume : kept) {
            volume.setName(Compact.text(volume.getName()));
        }
        return kept;
    }

    /** Metadata, addresses and the condition {@code Ready} without its heartbeat; no images. */
    static Node node(Node node) {
        node.setSpec(null);
        if (node.getStatus() != null) {
            NodeStatus status = new NodeStatus();
            status.setAddresses(Compact.list(node.getStatus().getAddresses()));
            status.setConditions(ready(node.getStatus().getConditions()));
            node.setStatus(status);
        }
        EmptyCollections.share(node);
        return managedFields(node);
    }

    private static List<NodeCondition> ready(List<NodeCondition> conditions) {
        List<NodeCondition> ready =
                conditions.stream().filter(c -> "Ready".equals(c.getType())).toList();
        ready.forEach(c -> c.setLastHeartbeatTime(null));
        return ready;
    }

    /** Class, size, binding and phase; no access modes, no details of the status. */
    static PersistentVolumeClaim claim(PersistentVolumeClaim claim) {
        if (claim.getSpec() != null) {
            claim.getSpec().setStorageClassName(Compact.text(claim.getSpec().getStorageClassName()));
            claim.getSpec().setAccessModes(List.of());
        }
        if (claim.getStatus() != null) {
            PersistentVolumeClaimStatus status = new PersistentVolumeClaimStatus();
            status.setPhase(Compact.text(claim.getStatus().getPhase()));
            claim.setStatus(status);
        }
        EmptyCollections.share(claim);
        return managedFields(claim);
    }

    /** What says where the data is and who uses it; no capacity, no access modes. */
    static PersistentVolume volume(PersistentVolume volume) {
        PersistentVolumeSpec spec = volume.getSpec();
        if (spec != null) {
            spec.setStorageClassName(Compact.text(spec.getStorageClassName()));
            spec.setPersistentVolumeReclaimPolicy(Compact.text(spec.getPersistentVolumeReclaimPolicy()));
            spec.setVolumeMode(Compact.text(spec.getVolumeMode()));
            spec.setAccessModes(List.of());
            spec.setCapacity(Map.of());
            if (spec.getCsi() != null) {
                spec.getCsi().setDriver(Compact.text(spec.getCsi().getDriver()));
                spec.getCsi().setVolumeAttributes(Compact.texts(spec.getCsi().getVolumeAttributes()));
            }
        }
        EmptyCollections.share(volume);
        return managedFields(volume);
    }
}
