package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is kept of the bulky kinds. A field somebody begins to read must be added here. */
public final class Strip {
    private static final Set<String> POD_CONDITIONS = Set.of("PodScheduled", "Ready", "DisruptionTarget");
    /** Prefix of the annotations on namespaces that anybody here reads. */
    private static final String OURS = "storkee.org/";

    private Strip() {}

    /** Everything but the managed fields, which are often half of an object; changes and returns {@code object}. */
    public static <T extends HasMetadata> T managedFields(T object) {
        Compact.metadata(object.getMetadata());
        return object;
    }

    /** Identity, volumes that may be shared with other nodes, scheduling and phase; no containers. */
    static Pod pod(Pod pod) {
        if (pod.getSpec() != null) {
            PodSpec spec = new PodSpec();
            spec.setNodeName(Compact.text(pod.getSpec().getNodeName()));
            spec.setSchedulerName(Compact.text(pod.getSpec().getSchedulerName()));
            spec.setVolumes(volumes(pod.getSpec().getVolumes()));
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
        return Compact.whole(pod);
    }

    private static List<PodCondition> conditions(List<PodCondition> conditions) {
        List<PodCondition> kept = conditions.stream()
                .filter(c -> POD_CONDITIONS.contains(c.getType()))
                .toList();
        for (PodCondition condition : kept) {
            condition.setType(Compact.text(condition.getType()));
            condition.setStatus(Compact.text(condition.getStatus()));
            condition.setReason(Compact.text(condition.getReason()));
            condition.setMessage(Compact.text(condition.getMessage()));
        }
        return kept;
    }

    private static List<Volume> volumes(List<Volume> volumes) {
        return volumes.stream()
                .filter(v -> !PodSources.local(v))
                .map(Strip::volume)
                .toList();
    }

    private static Volume volume(Volume volume) {
        boolean whole = volume.getPersistentVolumeClaim() != null
                || volume.getEphemeral() != null
                || volume.getPortworxVolume() != null;
        Volume kept = whole ? volume : PodSources.shared(volume);
        kept.setName(Compact.text(volume.getName()));
        return kept;
    }

    /** Metadata, taints, cordon, boot id, addresses and the condition {@code Ready} without its heartbeat; no images. */
    static Node node(Node node) {
        node.setSpec(obstacles(node.getSpec()));
        if (node.getStatus() != null) {
            NodeStatus status = new NodeStatus();
            status.setAddresses(Compact.list(node.getStatus().getAddresses()));
            status.setConditions(ready(node.getStatus().getConditions()));
            status.setNodeInfo(bootId(node.getStatus().getNodeInfo()));
            node.setStatus(status);
        }
        return Compact.whole(node);
    }

    /** What keeps pods away: nothing at all on most nodes. */
    private static @Nullable NodeSpec obstacles(@Nullable NodeSpec spec) {
        boolean cordoned = spec != null && Boolean.TRUE.equals(spec.getUnschedulable());
        if (spec == null
                || (!cordoned && (spec.getTaints() == null || spec.getTaints().isEmpty()))) {
            return null;
        }
        NodeSpec kept = new NodeSpec();
        kept.setUnschedulable(cordoned ? true : null);
        kept.setTaints(Compact.list(spec.getTaints()));
        return kept;
    }

    private static @Nullable NodeSystemInfo bootId(@Nullable NodeSystemInfo info) {
        if (info == null || info.getBootID() == null) {
            return null;
        }
        NodeSystemInfo kept = new NodeSystemInfo();
        kept.setBootID(info.getBootID());
        return kept;
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
        return Compact.whole(claim);
    }

    /** What says where the data is and who uses it, from one machine or from many; no capacity. */
    static PersistentVolume volume(PersistentVolume volume) {
        PersistentVolumeSpec spec = volume.getSpec();
        if (spec != null) {
            spec.setStorageClassName(Compact.text(spec.getStorageClassName()));
            spec.setPersistentVolumeReclaimPolicy(Compact.text(spec.getPersistentVolumeReclaimPolicy()));
            spec.setVolumeMode(Compact.text(spec.getVolumeMode()));
            spec.setAccessModes(
                    spec.getAccessModes() == null
                            ? List.of()
                            : spec.getAccessModes().stream().map(Compact::text).toList());
            spec.setCapacity(Map.of());
            if (spec.getCsi() != null) {
                spec.getCsi().setDriver(Compact.text(spec.getCsi().getDriver()));
                spec.getCsi().setVolumeAttributes(Compact.texts(spec.getCsi().getVolumeAttributes()));
            }
        }
        return Compact.whole(volume);
    }

    /** The name and when it was last renewed: of thousands, every one changes every ten seconds. */
    public static Lease lease(Lease lease) {
        ObjectMeta metadata = new ObjectMeta();
        metadata.setNamespace(Compact.text(lease.getMetadata().getNamespace()));
        metadata.setName(lease.getMetadata().getName());
        metadata.setResourceVersion(lease.getMetadata().getResourceVersion());
        lease.setMetadata(metadata);
        if (lease.getSpec() != null) {
            LeaseSpec spec = new LeaseSpec();
            spec.setRenewTime(lease.getSpec().getRenewTime());
            lease.setSpec(spec);
        }
        EmptyCollections.share(lease);
        return lease;
    }

    /** Of a namespace the annotations of ours alone. */
    public static Namespace namespace(Namespace namespace) {
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        namespace
                .getMetadata()
                .setAnnotations(
                        annotations == null
                                ? Map.of()
                                : annotations.entrySet().stream()
                                        .filter(a -> a.getKey().startsWith(OURS))
                                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        namespace.setSpec(null);
        namespace.setStatus(null);
        return Compact.whole(namespace);
    }
}
