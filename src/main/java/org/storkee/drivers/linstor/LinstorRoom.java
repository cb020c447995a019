package org.storkee.drivers.linstor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.storkee.storage.CapacityPool;

/**
 * How much room there is for new volumes of each class. A claim is refused only where its volume could not possibly be:
 * how many replicas it gets, and which of the allowed pools, is decided later and elsewhere. Pure.
 *
 * <p>Where a class lets volumes be used over the network (LINSTOR's default), the room of one machine limits nothing: the
 * replica can be put elsewhere. So all its pools together are one, whose largest volume is what the roomiest takes. Where
 * a class keeps volumes on machines with a replica, each machine's own pools count.
 */
final class LinstorRoom {
    private static final long KIB = 1024;
    /** LINSTOR's default for how many times its free space a thin pool may promise. */
    private static final double OVERSUBSCRIPTION = 20;

    private static final List<String> RATIOS =
            List.of("MaxFreeCapacityOversubscriptionRatio", "MaxOversubscriptionRatio");

    private final List<Wire.Pool> pools;
    private final Set<String> usable;
    private final List<String> members;
    private final Instant at;

    /**
     * Prepares for the classes.
     *
     * @param pools every pool LINSTOR knows
     * @param usable nodes that LINSTOR would put a new volume on
     * @param members every node that can host a pod
     * @param at when the figures were right
     */
    LinstorRoom(List<Wire.Pool> pools, Set<String> usable, List<String> members, Instant at) {
        this.pools = pools;
        this.usable = usable;
        this.members = members;
        this.at = at;
    }

    /** The room for new volumes of these classes. */
    List<CapacityPool> of(Collection<VolumeClass> classes) {
        List<CapacityPool> room = new ArrayList<>();
        for (VolumeClass one : classes) {
            Map<String, Space> spaces = new TreeMap<>();
            Set<String> without = new TreeSet<>(usable);
            for (Wire.Pool pool : pools) {
                Long free = pool.freeKib();
                if (usable.contains(pool.node()) && !pool.provider().equals("DISKLESS") && one.allows(pool)) {
                    without.remove(pool.node()); // if its figure is missing, its room is unknown, not none
                    if (free != null) {
                        spaces.computeIfAbsent(pool.spaceManager(), s -> new Space())
                                .add(pool.node(), bytes(pool, free));
                    }
                }
            }
            if (one.localOnly()) {
                spaces.forEach((name, space) ->
                        room.add(pool(one, name, List.copyOf(space.nodes), space.bytes, Long.MAX_VALUE)));
                without.forEach(node -> room.add(pool(one, node, List.of(node), 0, 0)));
            } else if (!spaces.isEmpty()) {
                room.add(anywhere(one, spaces.values()));
            }
        }
        return room;
    }

    private CapacityPool anywhere(VolumeClass one, Collection<Space> spaces) {
        long sum = 0;
        long largest = 0;
        for (Space space : spaces) {
            sum = sum + space.bytes < 0 ? Long.MAX_VALUE : sum + space.bytes;
            largest = Math.max(largest, space.bytes);
        }
        return pool(one, "anywhere", members, sum, largest);
    }

    private CapacityPool pool(VolumeClass one, String name, List<String> nodes, long bytes, long largest) {
        return new CapacityPool(one.name() + "/" + name, nodes, bytes, largest, at, one.name());
    }

    /** What the pool can still promise. */
    private static long bytes(Wire.Pool pool, long freeKib) {
        double bytes = freeKib * (double) KIB * (pool.thin() ? ratio(pool.props()) : 1);
        return bytes >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) bytes;
    }

    private static double ratio(Map<String, String> props) {
        for (String key : RATIOS) {
            String value = props.get(key);
            if (value != null) {
                try {
                    return Math.max(1, Double.parseDouble(value));
                } catch (NumberFormatException e) {
                    return OVERSUBSCRIPTION;
                }
            }
        }
        return OVERSUBSCRIPTION;
    }

    /** Room that the pools of one or several nodes draw on together. */
    private static final class Space {
        private final Set<String> nodes = new TreeSet<>();
        private long bytes;

        void add(String node, long room) {
            nodes.add(node);
            bytes = Math.max(bytes, room);
        }
    }
}
