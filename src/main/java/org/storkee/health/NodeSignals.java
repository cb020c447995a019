package org.storkee.health;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.cluster.ApiServer;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Strip;
import org.storkee.storage.NodeHealth;
import org.storkee.storage.NodeLabels;

/** What Kubernetes says of nodes, kubelets' heartbeats included. One thread calls it. */
@ApplicationScoped
class NodeSignals {
    /** Where kubelets renew a Lease of their node's name. */
    static final String HEARTBEATS = "kube-node-lease";

    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private @Nullable CachedKind<Lease> leases;
    private KubeletWatch kubelets;

    @Inject
    ClusterCache cache;

    @Inject
    ApiServer apiServer;

    @Inject
    KubernetesClient client;

    @Inject
    HealthSettings settings;

    @PostConstruct
    void prepare() {
        kubelets = new KubeletWatch(settings);
    }

    /** Begins to watch the Leases. */
    void start() {
        leases = cache.watch(client.leases().inNamespace(HEARTBEATS), "leases in " + HEARTBEATS, Strip::lease);
    }

    /**
     * Looks which Leases were renewed; on every replica, leader or not, so that a new leader knows at once. While renewals
     * cannot be seen, the watch being cut or the API server away, nothing is known of any kubelet before long.
     */
    void observe(Instant now) {
        CachedKind<Lease> watched = leases;
        if (watched == null || !watched.synced() || !watched.watching() || !apiServer.reachable()) {
            kubelets.missed(now);
            return;
        }
        Map<String, Object> renewals = new HashMap<>();
        for (Lease lease : watched.list()) {
            Object renewal = lease.getSpec() == null ? null : lease.getSpec().getRenewTime();
            if (renewal != null) {
                renewals.put(lease.getMetadata().getName(), renewal);
            }
        }
        kubelets.observe(renewals, now);
    }

    /** Every node, by name. */
    Map<String, NodeEvidence> evidence() {
        Map<String, NodeEvidence> evidence = new HashMap<>();
        for (Node node : cache.nodes().list()) {
            evidence.put(node.getMetadata().getName(), evidence(node));
        }
        return evidence;
    }

    private NodeEvidence evidence(Node node) {
        String name = node.getMetadata().getName();
        List<Taint> taints = node.getSpec() == null || node.getSpec().getTaints() == null
                ? List.of()
                : node.getSpec().getTaints();
        return new NodeEvidence(
                name,
                String.valueOf(node.getMetadata().getUid()),
                bootId(node),
                kubelets.signal(name),
                NodeHealth.of(node).state() == NodeState.ONLINE,
                schedulable(node),
                taints.stream().anyMatch(t -> UNREACHABLE.equals(t.getKey()) && "NoExecute".equals(t.getEffect())),
                outOfService(taints),
                poweredOff(node),
                node.getMetadata().getLabels() == null
                        ? Map.of()
                        : node.getMetadata().getLabels());
    }

    /** Neither the scheduler nor the extender's filter keeps pods with storage away. */
    static boolean schedulable(Node node) {
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        return !cordoned && !NodeLabels.unschedulable(node);
    }

    private static NodeEvidence.OutOfService outOfService(List<Taint> taints) {
        NodeEvidence.OutOfService found = NodeEvidence.OutOfService.ABSENT;
        for (Taint taint : taints) {
            if (NodeEvidence.TAINT.equals(taint.getKey())) {
                if (!NodeEvidence.OUR_TAINT_VALUE.equals(taint.getValue())) {
                    return NodeEvidence.OutOfService.FOREIGN;
                }
                found = NodeEvidence.OutOfService.OURS;
            }
        }
        return found;
    }

    /**
     * The annotation names the boot that was ended; a node that has booted since is another matter. A node that reports no
     * boot has none that could be named: an empty annotation proves nothing.
     */
    static boolean poweredOff(Node node) {
        Map<String, String> annotations = node.getMetadata().getAnnotations();
        String ended = annotations == null ? null : annotations.get(NodeEvidence.POWERED_OFF);
        return ended != null && !ended.isEmpty() && ended.equals(bootId(node));
    }

    /** The boot a node last reported, or null. */
    static @Nullable String bootId(Node node) {
        NodeSystemInfo info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
        return info == null ? null : info.getBootID();
    }
}
