package org.storkee.scheduling;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverTopology;

/**
 * Pods of a storage system's own controller (reference 1.13): they run best where their storage is live, and are never
 * kept from running, because without them nothing gets better. Pure.
 */
public final class ControllerPodRules {
    private ControllerPodRules() {}

    /** Refuses nodes on which no driver is live; when none is, all pass. */
    public static @Nullable Refusal[] judge(int[] candidates, Collection<DriverTopology> drivers) {
        @Nullable Refusal[] verdicts = new Refusal[candidates.length];
        boolean any = false;
        for (int i = 0; i < candidates.length; i++) {
            verdicts[i] = verdict(candidates[i], drivers);
            any |= verdicts[i] == null;
        }
        return any ? verdicts : new Refusal[candidates.length];
    }

    /** Online 100, Offline 0, anything between 50; nodes no driver knows 0; without any machine all are equal. */
    public static int[] score(int[] candidates, Collection<DriverTopology> drivers) {
        int[] scores = new int[candidates.length];
        if (drivers.stream().allMatch(d -> d.recordCount() == 0)) {
            Arrays.fill(scores, ScoringRules.DEFAULT);
            return scores;
        }
        for (int i = 0; i < candidates.length; i++) {
            for (DriverTopology driver : drivers) {
                int record = driver.recordOf(candidates[i]);
                scores[i] = Math.max(
                        scores[i], record < 0 ? 0 : worth(driver.record(record).state()));
            }
        }
        return scores;
    }

    private static @Nullable Refusal verdict(int node, Collection<DriverTopology> drivers) {
        Refusal worst = Refusal.NO_DRIVER;
        for (DriverTopology driver : drivers) {
            int record = driver.recordOf(node);
            if (record >= 0 && driver.record(record).live()) {
                return null;
            }
            worst = record >= 0 ? Refusal.OFFLINE : worst;
        }
        return worst;
    }

    private static int worth(NodeState state) {
        return switch (state) {
            case ONLINE -> 100;
            case STORAGE_DOWN, DEGRADED -> 50;
            case OFFLINE, UNREACHABLE -> 0;
        };
    }
}
