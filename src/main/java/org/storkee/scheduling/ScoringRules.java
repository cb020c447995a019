package org.storkee.scheduling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.Tier;
import org.storkee.storage.Topology;

/**
 * How near each node is to a pod's data: rules 1.10 and 1.11 of the reference, with upstream's numbers. Pure.
 *
 * <p>A node that cannot serve the pod's storage scores 0, any other at least {@link #DEFAULT}.
 */
public final class ScoringRules {
    /** A node about which there is nothing good to say, and nothing bad. */
    public static final int DEFAULT = 5;
    /** A node that can serve, away from a volume that is better served remotely. */
    static final int REMOTE = 100;

    private ScoringRules() {}

    /** One score per candidate, in their order; arguments as in {@link FilterRules#judge}. */
    public static int[] score(
            PodTraits pod, PodVolumes volumes, int[] candidates, Topology topology, Set<DriverId> blind) {
        int[] scores = new int[candidates.length];
        Arrays.fill(scores, DEFAULT);
        if (volumes.none() || volumes.problem() != null) {
            return scores;
        }
        boolean windows = FilterRules.windows(volumes);
        List<DriverTopology> drivers = FilterRules.sighted(volumes, topology, blind);
        List<VolumePlaces> scored = pod.hyperconvergenceDisabled() ? List.of() : scored(volumes, topology, blind);
        for (int i = 0; i < candidates.length; i++) {
            if (FilterRules.served(candidates[i], drivers) == null) {
                scores[i] = total(pod, candidates[i], scored);
            } else {
                scores[i] = windows ? DEFAULT : 0;
            }
        }
        return scores;
    }

    /** The volumes that take part: not skipped, not for Windows, and with known replicas. */
    static List<VolumePlaces> scored(PodVolumes volumes, Topology topology, Set<DriverId> blind) {
        List<VolumePlaces> scored = new ArrayList<>();
        for (VolumePlaces place : VolumePlaces.of(volumes, topology, blind)) {
            if (!place.volume().skipsScoring() && !place.volume().windows()) {
                scored.add(place);
            }
        }
        return scored;
    }

    /** A virtual machine's pod wants its disks near whatever the volume prefers (1.14 step 1). */
    static boolean keptAway(PodTraits pod, VolumePlaces place) {
        return place.volume().antiHyperconverged() && !pod.virtLauncher();
    }

    private static int total(PodTraits pod, int node, List<VolumePlaces> scored) {
        int total = 0;
        boolean away = false;
        boolean onReplica = false;
        boolean online = true;
        for (VolumePlaces place : scored) {
            int record = place.driver().recordOf(node);
            if (keptAway(pod, place)) {
                away = true;
                onReplica |= place.holdsAny(record);
                online &= place.driver().state(record) == NodeState.ONLINE;
            } else {
                total += points(place, record);
            }
        }
        if (onReplica) {
            return DEFAULT;
        }
        total += away && online ? REMOTE : 0;
        return total == 0 ? DEFAULT : total;
    }

    /** Points of one ordinary volume on machine {@code record}. */
    static int points(VolumePlaces place, int record) {
        boolean remoteDisks = place.driver().state(record) == NodeState.STORAGE_DOWN;
        return points(place.tier(record), remoteDisks);
    }

    /**
     * Upstream's numbers. A machine whose disks are down serves I/O from elsewhere: it is worth half, and a replica it
     * holds no more than a neighbour's.
     */
    static int points(Tier tier, boolean storageDown) {
        return switch (tier) {
            case REPLICA -> storageDown ? 25 : 100;
            case RACK -> storageDown ? 25 : 50;
            case ZONE -> storageDown ? 12 : 25;
            case REGION -> storageDown ? 5 : 10;
            case NONE -> 0;
        };
    }

    /** S11: maps scores to 0..10, the best candidate to 10 and every other non-zero one to at least 1. */
    public static int[] normalized(int[] scores) {
        int best = Arrays.stream(scores).max().orElse(0);
        return Arrays.stream(scores)
                .map(s -> s <= 0 || best == 0 ? 0 : Math.max(1, s * 10 / best))
                .toArray();
    }
}
