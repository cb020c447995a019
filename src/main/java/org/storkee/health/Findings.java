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
 * @param movedAt since when pods are moved for volumes that have not been normal for long enough since: pods that were
 *     placed later stay
 */
public record Findings(
        Instant at,
        List<Finding> machines,
        Map<DriverId, Census> census,
        Set<VolumeKey> abnormalVolumes,
        Map<VolumeKey, Instant> movedAt) {
    /** Copies the collections. */
    public Findings {
        machines = List.copyOf(machines);
        census = Collections.unmodifiableMap(new TreeMap<>(census)); // told in a fixed order
        abnormalVolumes = Set.copyOf(abnormalVolumes);
        movedAt = Map.copyOf(movedAt);
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
