package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;

/** What is kept of the bulky kinds. A field somebody begins to read must be added here. */
public final class Strip {
    private Strip() {}

    /** Everything but the managed fields, which are often half of an object; changes and returns {@code object}. */
    public static <T extends HasMetadata> T managedFields(T object) {
        object.getMetadata().setManagedFields(List.of());
        return object;
    }

    /** Identity, volumes that are claims or in-tree ones, scheduling and phase; no containers. */
    static Pod pod(Pod pod) {
        if (pod.getSpec() != null) {
            pod.setSpec(new PodSpecBuilder()
                    .withNodeName(pod.getSpec().getNodeName())
                    .withSchedulerName(pod.getSpec().getSchedulerName())
                    .withVolumes(claims(pod.getSpec().getVolumes()))
                    .build());
        }
        if (pod.getStatus() != null) {
            pod.setStatus(new PodStatusBuilder()
                    .withPhase(pod.getStatus().getPhase())
                    .withReason(pod.getStatus().getReason())
                    .withNominatedNodeName(pod.getStatus().getNominatedNodeName())
                    .withConditions(pod.getStatus().getConditions().stream()
                            .filter(c -> c.getType().equals("PodScheduled")
                                    || c.getType().equals("Ready"))
                            .toList())
                    .build());
        }
        return managedFields(pod);
    }

    private static List<Volume> claims(List<Volume> volumes) {
        return volumes.stream()
                .filter(v -> v.getPersistentVolumeClaim() != null
                        || v.getEphemeral() != null
                        || v.getPortworxVolume() != null)
                .toList();
    }

    /** Metadata, addresses and the condition {@code Ready} without its heartbeat; no images. */
    static Node node(Node node) {
        node.setSpec(null);
        if (node.getStatus() != null) {
            node.setStatus(new NodeStatusBuilder()
                    .withAddresses(node.getStatus().getAddresses())
                    .withConditions(ready(node.getStatus().getConditions()))
                    .build());
        }
        return managedFields(node);
    }

    private static List<NodeCondition> ready(List<NodeCondition> conditions) {
        List<NodeCondition> ready =
                conditions.stream().filter(c -> "Ready".equals(c.getType())).toList();
        ready.forEach(c -> c.setLastHeartbeatTime(null));
        return ready;
    }

    /** Everything but the status's details. */
    static PersistentVolumeClaim claim(PersistentVolumeClaim claim) {
        if (claim.getStatus() != null) {
            claim.getStatus().setConditions(List.of());
        }
        return managedFields(claim);
    }
}
