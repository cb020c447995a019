package org.storkee.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/** Findings and evidence of one beat, with look-ups for the rules. */
final class Scene {
    private final Findings findings;
    private final ClusterEvidence cluster;
    private final HealthSettings settings;
    private final Map<DriverId, Map<String, MachineEvidence>> byNode = new HashMap<>();
    private final Map<DriverId, Map<String, MachineEvidence>> byId = new HashMap<>();
    private final Map<String, List<Finding>> findingsOn = new HashMap<>();
    private final Map<String, List<PodEvidence>> podsOn = new HashMap<>();

    Scene(Findings findings, ClusterEvidence cluster, HealthSettings settings) {
        this.findings = findings;
        this.cluster = cluster;
        this.settings = settings;
        for (DriverEvidence driver : cluster.drivers()) {
            Map<String, MachineEvidence> nodes =
                    HashMap.newHashMap(driver.machines().size());
            Map<String, MachineEvidence> ids =
                    HashMap.newHashMap(driver.machines().size());
            for (MachineEvidence machine : driver.machines()) {
                nodes.put(machine.id().node(), machine);
                ids.put(machine.id().storageId(), machine);
            }
            byNode.put(driver.driver(), nodes);
            byId.put(driver.driver(), ids);
        }
        for (Finding finding : findings.machines()) {
            findingsOn
                    .computeIfAbsent(finding.machine().id().node(), n -> new ArrayList<>(1))
                    .add(finding);
        }
        for (PodEvidence pod : cluster.pods()) {
            podsOn.computeIfAbsent(pod.node(), n -> new ArrayList<>()).add(pod);
        }
    }

    Instant at() {
        return cluster.at();
    }

    Findings findings() {
        return findings;
    }

    ClusterEvidence cluster() {
        return cluster;
    }

    HealthSettings settings() {
        return settings;
    }

    Collection<NodeEvidence> nodes() {
        return cluster.nodes().values();
    }

    @Nullable
    NodeEvidence node(String name) {
        return cluster.nodes().get(name);
    }

    List<PodEvidence> podsOn(String node) {
        return podsOn.getOrDefault(node, List.of());
    }

    /** What {@code driver} says of the machine that is {@code node}, or null. */
    @Nullable
    MachineEvidence machine(DriverId driver, String node) {
        return byNode.getOrDefault(driver, Map.of()).get(node);
    }

    /** What {@code driver} says of the machine it calls {@code storageId}, or null. */
    @Nullable
    MachineEvidence machineById(DriverId driver, String storageId) {
        return byId.getOrDefault(driver, Map.of()).get(storageId);
    }

    Collection<MachineEvidence> machines(DriverId driver) {
        return byNode.getOrDefault(driver, Map.of()).values();
    }

    List<Finding> findingsOn(String node) {
        return findingsOn.getOrDefault(node, List.of());
    }

    /** What was found of the driver's machine on {@code node}, or null when it is well. */
    @Nullable
    Finding finding(DriverId driver, String node) {
        for (Finding finding : findingsOn(node)) {
            if (finding.machine().id().driver().equals(driver)) {
                return finding;
            }
        }
        return null;
    }

    /** True when the driver's word counts as evidence now. */
    boolean fresh(DriverId driver) {
        Census census = findings.census().get(driver);
        return census != null && census.fresh();
    }

    /** Unknown for a node the cluster does not have. */
    KubeletSignal kubelet(String node) {
        NodeEvidence evidence = node(node);
        return evidence == null ? KubeletSignal.UNKNOWN : evidence.kubelet();
    }
}
