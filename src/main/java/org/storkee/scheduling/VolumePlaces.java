package org.storkee.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.Tier;
import org.storkee.storage.Topology;

/**
 * One volume's replicas as machine numbers of its driver, worked out once per request so that a candidate costs a few
 * integer comparisons.
 *
 * @param volume the volume
 * @param driver its driver's topology
 * @param all machines that hold any replica; lost machines are left out
 * @param local machines whose replica gives locality: up to date, on an Online or StorageDown machine (S6)
 * @param gone it has replicas, and neither its driver nor the cluster knows any of their machines (any more)
 * @param usable at least one replica is up to date on an Online machine, or the driver told no replicas (F-7)
 */
@SuppressWarnings("ArrayRecordComponent") // primitive arrays for the hot path; never compared, never handed out
record VolumePlaces(
        ProvisionedVolume volume, DriverTopology driver, int[] all, int[] local, boolean gone, boolean usable) {
    /** The places of every provisioned volume whose driver is not blind, in the pod's order. */
    static List<VolumePlaces> of(PodVolumes volumes, Topology topology, Set<DriverId> blind) {
        List<VolumePlaces> places = new ArrayList<>(volumes.provisioned().size());
        for (ProvisionedVolume volume : volumes.provisioned()) {
            DriverTopology driver = topology.driver(volume.driver());
            if (driver != null && !blind.contains(volume.driver())) {
                places.add(of(volume, driver, topology));
            }
        }
        return places;
    }

    private static VolumePlaces of(ProvisionedVolume volume, DriverTopology driver, Topology topology) {
        List<Replica> replicas =
                volume.volume() == null ? List.of() : volume.volume().replicas();
        int[] all = new int[replicas.size()];
        int[] local = new int[replicas.size()];
        int known = 0;
        int near = 0;
        boolean usable = replicas.isEmpty();
        boolean gone = !usable;
        for (Replica replica : replicas) {
            int record = driver.recordById(replica.node());
            gone &= record < 0 && topology.indexOf(replica.node()) < 0;
            if (record < 0) {
                continue;
            }
            all[known++] = record;
            if (replica.state() == ReplicaState.UP_TO_DATE && driver.live(record)) {
                local[near++] = record;
                usable |= driver.state(record) == NodeState.ONLINE;
            }
        }
        return new VolumePlaces(
                volume,
                driver,
                java.util.Arrays.copyOf(all, known),
                java.util.Arrays.copyOf(local, near),
                gone,
                usable);
    }

    /** True when machine {@code record} holds any replica, whatever its state. */
    boolean holdsAny(int record) {
        return contains(all, record);
    }

    /** True when machine {@code record} holds a replica that gives locality. */
    boolean holds(int record) {
        return contains(local, record);
    }

    /** How near machine {@code record} is to the nearest replica that gives locality. */
    Tier tier(int record) {
        Tier best = Tier.NONE;
        for (int replica : local) {
            if (replica == record) {
                return Tier.REPLICA;
            }
            Tier tier = driver.tier(record, replica);
            if (tier.compareTo(best) < 0) {
                best = tier;
            }
        }
        return best;
    }

    private static boolean contains(int[] records, int record) {
        for (int r : records) {
            if (r == record) {
                return true;
            }
        }
        return false;
    }
}
