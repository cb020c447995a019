package org.storkee.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a plan is made from, taken at one time. Immutable.
 *
 * @param at when
 * @param drivers every driver instance known
 * @param nodes every Kubernetes node, by name
 * @param pods at least all pods on the nodes that {@link Findings#nodes} names, on {@link NodeEvidence#unreachable}
 *     ones and on those with our taint, pods that use no storage included; pods of other nodes cost time and change nothing, except where pods are
 *     to leave abnormal volumes
 * @param attachments at least those on the same nodes, of every driver
 */
public record ClusterEvidence(
        Instant at,
        List<DriverEvidence> drivers,
        Map<String, NodeEvidence> nodes,
        List<PodEvidence> pods,
        List<AttachmentEvidence> attachments) {
    /** Copies the lists; the map is taken as it is and must not be changed. */
    public ClusterEvidence {
        drivers = List.copyOf(drivers);
        pods = List.copyOf(pods);
        attachments = List.copyOf(attachments);
    }
}
