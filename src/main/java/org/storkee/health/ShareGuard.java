package org.storkee.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.storkee.storage.DriverId;

/**
 * Refuses to act when so many machines of a driver failed that it cannot be a failure of machines: a site, a network, the
 * storage system itself. Pure.
 *
 * <p>Every failed machine counts, confirmed or not, and every machine that was acted on and has not recovered. While they
 * are more than the share, nothing more is done on any of them, those acted on before included: so a site that fails
 * machine by machine loses the pods of the allowed share at most, and one that fails at once loses none.
 */
final class ShareGuard {
    private final HealthSettings settings;
    private final Findings findings;
    private final Map<DriverId, Set<String>> failedNodes = new HashMap<>();

    ShareGuard(Scene scene) {
        settings = scene.settings();
        findings = scene.findings();
        for (Finding finding : findings.machines()) {
            boolean acted = finding.actingSince() != null;
            if (acted || MachineTrack.failed(finding.machine().state(), settings)) {
                failed(finding.machine().id().driver(), finding.machine().id().node());
            }
        }
        if (!findings.abnormalVolumes().isEmpty()) {
            scene.cluster().pods().forEach(this::countAbnormal);
        }
    }

    /** Nodes whose pods are to leave abnormal volumes count like failed ones, and so do those they were moved to. */
    private void countAbnormal(PodEvidence pod) {
        for (VolumeEvidence volume : pod.volumes()) {
            DriverId driver = volume.driver();
            if (driver != null && findings.abnormalVolumes().contains(new VolumeKey(driver, volume.key()))) {
                failed(driver, pod.node());
            }
        }
    }

    private void failed(DriverId driver, String node) {
        failedNodes.computeIfAbsent(driver, d -> new HashSet<>()).add(node);
    }

    /** How many of so many machines may have failed while anything is done: the share rounded down, at least one. */
    static int allowed(int machines, int percent) {
        return (int) Math.max(1, (long) machines * percent / 100);
    }

    /** True when nothing may be done because of this driver's failures. */
    boolean tooMany(DriverId driver) {
        return failed(driver) > allowed(driver);
    }

    int failed(DriverId driver) {
        Census census = findings.census().get(driver);
        int nodes = failedNodes.getOrDefault(driver, Set.of()).size();
        return census == null ? nodes : Math.max(nodes, census.failed());
    }

    /** The nodes of failed machines, in order. */
    List<String> failedNodes(DriverId driver) {
        return failedNodes.getOrDefault(driver, Set.of()).stream().sorted().toList();
    }

    int allowed(DriverId driver) {
        return allowed(machines(driver), settings.maxUnhealthyPercent());
    }

    int machines(DriverId driver) {
        Census census = findings.census().get(driver);
        return census == null ? 0 : census.machines();
    }
}
