package org.storkee.scheduling;

import java.util.Arrays;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverTopology;

/** Scores for a virtual machine's pod by its root disk (reference 1.14). Pure. */
public final class KubeVirtRules {
    private static final int ATTACHED = 200;
    private static final int GOOD = 100;

    private KubeVirtRules() {}

    /**
     * A machine that holds a replica and has the disk attached serves best; without a live migration other replica
     * machines come next, during one the machines without a replica do. Half away from Online, 0 when Offline.
     *
     * @param root where the root disk's replicas are
     * @param migrating another running pod belongs to the same virtual machine
     */
    static int[] score(VolumePlaces root, boolean migrating, int[] candidates) {
        DriverTopology driver = root.driver();
        int[] scores = new int[candidates.length];
        if (driver.recordCount() == 0) {
            Arrays.fill(scores, ScoringRules.DEFAULT);
            return scores;
        }
        for (int i = 0; i < candidates.length; i++) {
            int record = driver.recordOf(candidates[i]);
            scores[i] = record < 0 ? 0 : weighed(driver.record(record).state(), points(root, migrating, record));
        }
        return scores;
    }

    private static int points(VolumePlaces root, boolean migrating, int record) {
        if (!root.holds(record)) {
            return migrating ? GOOD : ScoringRules.DEFAULT;
        }
        boolean attached = root.volume().volume() != null
                && root.volume().volume().attachedOn().stream()
                        .anyMatch(on -> root.driver().recordByIdOrAddress(on) == record);
        return attached ? ATTACHED : migrating ? ScoringRules.DEFAULT : GOOD;
    }

    /** S6: what filter refuses for its state scores 0; a machine served remotely is worth half. */
    private static int weighed(NodeState state, int points) {
        return switch (state) {
            case ONLINE -> points;
            case STORAGE_DOWN -> points / 2;
            case DEGRADED, OFFLINE, UNREACHABLE -> 0;
        };
    }
}
