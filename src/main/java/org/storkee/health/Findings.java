package org.storkee.health;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.storkee.storage.DriverId;

/**
 * What the detector found in one look. Immutable.
 *
 * @param at when
 * @param machines every machine that is not Online and Healthy
 * @param census every driver in numbers
 * @param abnormalVolumes volumes that are abnormal by two agreeing observations
 * @param movedFor volumes that a pod was moved for already, and that have not been normal for long enough since
 */
public record Findings(
        Instant at,
        List<Finding> machines,
        Map<DriverId, Census> census,
        Set<VolumeKey> abnormalVolumes,
        Set<VolumeKey> movedFor) {
    /** Copies the collections. */
    public Findings {
        machines = List.copyOf(machines);
        census = Collections.unmodifiableMap(new TreeMap<>(census)); // told in a fixed order
        abnormalVolumes = Set.copyOf(abnormalVolumes);
        movedFor = Set.copyOf(movedFor);
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
