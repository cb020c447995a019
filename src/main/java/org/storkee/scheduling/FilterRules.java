package org.storkee.scheduling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.ClaimProblem;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Topology;

/**
 * Which nodes can take a pod: rules F-3 to F-9 of the reference with the design's decisions. Pure.
 *
 * <p>Room for pending claims is not judged here but in {@link CapacityLedger}, on what these rules leave.
 */
public final class FilterRules {
    private FilterRules() {}

    /**
     * One verdict per candidate, in their order: null accepts, anything else refuses.
     *
     * @param candidates node numbers of {@code topology}
     * @param blind drivers of which nothing is known now: their volumes refuse no node (S8)
     */
    public static @Nullable Refusal[] judge(
            PodTraits pod, PodVolumes volumes, int[] candidates, Topology topology, Set<DriverId> blind) {
        @Nullable Refusal[] verdicts = new Refusal[candidates.length];
        List<VolumePlaces> places = VolumePlaces.of(volumes, topology, blind);
        Refusal everywhere = everywhere(volumes, places);
        if (everywhere != null) {
            Arrays.fill(verdicts, everywhere);
            return verdicts;
        }
        if (volumes.none()) {
            return verdicts;
        }
        boolean windows = windows(volumes);
        List<DriverTopology> drivers = sighted(volumes, topology, blind);
        for (int i = 0; i < candidates.length; i++) {
            verdicts[i] = topology.unschedulableForStorage(candidates[i])
                    ? Refusal.UNSCHEDULABLE
                    : windows ? null : judge(pod, candidates[i], drivers, places);
        }
        return verdicts;
    }

    /** The refusal that holds for every node, or null: a claim problem, or a volume without a usable replica. */
    static @Nullable Refusal everywhere(PodVolumes volumes, List<VolumePlaces> places) {
        ClaimProblem problem = volumes.problem();
        if (problem != null) {
            return switch (problem.kind()) {
                case MISSING -> Refusal.CLAIM_MISSING;
                case RESTORING -> Refusal.RESTORING;
                case NOT_BOUND -> Refusal.CLAIM_NOT_BOUND;
            };
        }
        Refusal stuck = null;
        for (VolumePlaces place : windows(volumes) ? List.<VolumePlaces>of() : places) {
            if (place.gone()) {
                return Refusal.REPLICA_GONE; // of all that is wrong, what will not pass by itself
            }
            stuck = place.usable() ? stuck : Refusal.NO_USABLE_REPLICA;
        }
        return stuck;
    }

    /** A Windows share is mounted over the network: where storage runs does not matter (tested first, WC-14). */
    static boolean windows(PodVolumes volumes) {
        return volumes.provisioned().stream().anyMatch(ProvisionedVolume::windows);
    }

    /** The pod's drivers of which something is known. */
    static List<DriverTopology> sighted(PodVolumes volumes, Topology topology, Set<DriverId> blind) {
        List<DriverTopology> drivers = new ArrayList<>(2);
        for (DriverId id : volumes.drivers()) {
            DriverTopology driver = topology.driver(id);
            if (driver != null && !blind.contains(id)) {
                drivers.add(driver);
            }
        }
        return drivers;
    }

    /** Null when every driver serves storage on {@code node}; else why one does not. */
    static @Nullable Refusal served(int node, List<DriverTopology> drivers) {
        for (DriverTopology driver : drivers) {
            int record = driver.recordOf(node);
            if (record < 0) {
                return Refusal.NO_DRIVER;
            }
            if (!driver.live(record)) {
                return Refusal.OFFLINE;
            }
        }
        return null;
    }

    private static @Nullable Refusal judge(
            PodTraits pod, int node, List<DriverTopology> drivers, List<VolumePlaces> places) {
        Refusal notServed = served(node, drivers);
        if (notServed != null) {
            return notServed;
        }
        for (VolumePlaces place : places) {
            int record = place.driver().recordOf(node);
            if (place.volume().remoteOnly() && place.holdsAny(record)) {
                return Refusal.REMOTE_ONLY;
            }
            if (place.volume().onReplicasOnly(pod.localOnly()) && !place.holds(record)) {
                return Refusal.NO_LOCAL_REPLICA;
            }
        }
        return null;
    }
}
