package org.storkee.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.storkee.storage.DriverId;

/**
 * What the detector found in one look. Immutable.
 *
 * @param at when
 * @param machines every machine that is not Online and Healthy
 * @param census every driver in numbers
 * @param abnormalVolumes volumes that are abnormal by two agreeing observations, and that no pod was moved for yet
 */
public record Findings(
        Instant at, List<Finding> machines, Map<DriverId, Census> census, Set<VolumeKey> abnormalVolumes) {
    /** Copies the collections. */
    public Findings {
        machines = List.copyOf(machines);
        census = Map.copyOf(census);
        abnormalVolumes = Set.copyOf(abnormalVolumes);
    }

    /** Kubernetes nodes whose pods and attachments the plan needs to see. */
    public Set<String> nodes() {
        Set<String> nodes = new TreeSet<>();
        for (Finding finding : machines) {
            nodes.add(finding.machine().id().node());
        }
        return nodes;
    }
}
