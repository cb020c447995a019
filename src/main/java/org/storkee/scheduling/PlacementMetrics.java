package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Leadership;
import org.storkee.cluster.ScrapedSeries;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyService;

/**
 * Upstream's placement gauges: for each ready pod with replicated volumes one series of value 1 that tells whether it
 * runs with all, some or none of its data (reference 1.15). Worked out at each scrape, by the leader only, so a pod is in
 * one class at a time and each series exists once.
 */
@ApplicationScoped
class PlacementMetrics implements ScrapedSeries {
    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    TopologyService topologies;

    @Inject
    Leadership leadership;

    /** How a pod stands to its data; the names are upstream's, which say total and mean now. */
    enum Placement {
        /** As many replicas on its node as on any other. */
        HYPERCONVERGED("stork_hyperconverged_pods_total"),
        /** Some replica on its node, but more on another. */
        SEMI("stork_semi_hyperconverged_pods_total"),
        /** No replica on its node. */
        NONE("stork_non_hyperconverged_pods_total");

        private final String metric;

        Placement(String metric) {
            this.metric = metric;
        }
    }

    @Override
    public void writeTo(StringBuilder text) {
        Map<Placement, List<Pod>> pods = new EnumMap<>(Placement.class);
        if (leadership.isLeader()) {
            Topology topology = topologies.current();
            for (Pod pod : cache.pods().list()) {
                Placement placement = ready(pod) ? placement(pod, topology) : null;
                if (placement != null) {
                    pods.computeIfAbsent(placement, p -> new ArrayList<>()).add(pod);
                }
            }
        }
        pods.forEach((placement, group) -> ScrapedSeries.ones(
                text,
                placement.metric,
                "pod",
                group,
                pod -> pod.getMetadata().getNamespace(),
                pod -> pod.getMetadata().getName()));
    }

    private @Nullable Placement placement(Pod pod, Topology topology) {
        PodVolumes volumes = PodVolumes.of(pod, cache, drivers, topology);
        return placement(volumes, topology, topology.indexOf(pod.getSpec().getNodeName()));
    }

    /** The class of a pod with {@code volumes} on node number {@code node}, or null if no volume tells its replicas. */
    static @Nullable Placement placement(PodVolumes volumes, Topology topology, int node) {
        Map<Integer, Integer> replicasOn = new HashMap<>();
        boolean told = false;
        for (ProvisionedVolume volume : volumes.provisioned()) {
            DriverTopology driver = topology.driver(volume.driver());
            if (driver == null || volume.volume() == null) {
                continue;
            }
            told |= volume.hasReplicas();
            for (Replica replica : volume.volume().replicas()) {
                int record = driver.recordById(replica.node());
                if (record >= 0 && driver.nodeOf(record) >= 0) {
                    replicasOn.merge(driver.nodeOf(record), 1, Integer::sum);
                }
            }
        }
        if (!told) {
            return null;
        }
        int here = replicasOn.getOrDefault(node, 0);
        int most =
                replicasOn.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return here == 0 ? Placement.NONE : here == most ? Placement.HYPERCONVERGED : Placement.SEMI;
    }

    private static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getSpec() != null
                && pod.getSpec().getNodeName() != null
                && pod.getSpec().getVolumes() != null
                && !pod.getSpec().getVolumes().isEmpty()
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }
}
