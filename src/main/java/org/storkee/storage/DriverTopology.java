package org.storkee.storage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;

/**
 * One driver's machines and volumes on the dense node index of a {@link Topology}. Immutable.
 *
 * <p>Three number ranges meet here: <em>node</em> is a Kubernetes node's index in the topology, <em>record</em> is a
 * machine's index in {@link #record}, and places (rack, zone, region) are interned numbers where 0 means unknown.
 */
public final class DriverTopology {
    private final StorageView view;
    private final List<StorageNode> records;
    private final int[] recordOf;
    private final int[] nodeOf;
    private final int[] rack;
    private final int[] zone;
    private final int[] region;
    private final NodeState[] states;
    private final Map<String, Integer> recordById;
    private final Map<String, Integer> recordByAddress;
    private final Map<String, List<CapacityPool>> poolsByRecordId;

    DriverTopology(StorageView view, List<KubernetesNode> nodes, Places places) {
        this.view = view;
        records = NodeMatcher.withoutStaleDuplicates(view.nodes());
        recordOf = NodeMatcher.match(nodes, records);
        nodeOf = new int[records.size()];
        java.util.Arrays.fill(nodeOf, -1);
        for (int node = 0; node < recordOf.length; node++) {
            if (recordOf[node] >= 0) {
                nodeOf[recordOf[node]] = node;
            }
        }
        rack = new int[records.size()];
        zone = new int[records.size()];
        region = new int[records.size()];
        states = records.stream().map(StorageNode::state).toArray(NodeState[]::new);
        recordById = HashMap.newHashMap(records.size());
        recordByAddress = HashMap.newHashMap(records.size());
        for (int r = 0; r < rack.length; r++) {
            StorageNode record = records.get(r);
            Location byLabels =
                    nodeOf[r] < 0 ? Location.UNKNOWN : nodes.get(nodeOf[r]).location();
            Location location = record.location().orElse(byLabels);
            rack[r] = places.number(location.rack());
            zone[r] = places.number(location.zone());
            region[r] = places.number(location.region());
            recordById.putIfAbsent(record.id(), r);
            for (String address : record.addresses()) {
                recordByAddress.putIfAbsent(address, r);
            }
        }
        poolsByRecordId = new HashMap<>();
        for (CapacityPool pool : view.pools()) {
            for (String id : pool.nodes()) {
                poolsByRecordId.merge(id, List.of(pool), DriverTopology::concat);
            }
        }
    }

    /** Shares everything with {@code former}, whose machines and pools {@code view} repeats; only volumes differ. */
    DriverTopology(StorageView view, DriverTopology former) {
        this.view = view;
        records = former.records;
        recordOf = former.recordOf;
        nodeOf = former.nodeOf;
        rack = former.rack;
        zone = former.zone;
        region = former.region;
        states = former.states;
        recordById = former.recordById;
        recordByAddress = former.recordByAddress;
        poolsByRecordId = former.poolsByRecordId;
    }

    private static List<CapacityPool> concat(List<CapacityPool> a, List<CapacityPool> b) {
        return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
    }

    /** Whose topology this is. */
    public DriverId id() {
        return view.driver();
    }

    /** The observation behind it. */
    public StorageView view() {
        return view;
    }

    /** How many machines the driver has, stale duplicates not counted. */
    public int recordCount() {
        return records.size();
    }

    /** The machine numbered {@code record}. */
    public StorageNode record(int record) {
        return records.get(record);
    }

    /** The state of machine {@code record}; quicker than by way of {@link #record}. */
    public NodeState state(int record) {
        return states[record];
    }

    /** Whether machine {@code record} serves storage, as {@link StorageNode#live()}. */
    public boolean live(int record) {
        return states[record] == NodeState.ONLINE || states[record] == NodeState.STORAGE_DOWN;
    }

    /** The machine's number for Kubernetes node {@code node}, or -1 when the driver does not run there. */
    public int recordOf(int node) {
        return recordOf[node];
    }

    /** The Kubernetes node of machine {@code record}, or -1 when it is none. */
    public int nodeOf(int record) {
        return nodeOf[record];
    }

    /** The number of the machine the storage system calls {@code id}, or -1: a replica may name a lost machine. */
    public int recordById(String id) {
        return recordById.getOrDefault(id, -1);
    }

    /** The number of the machine with storage id or IP address {@code idOrAddress}, or -1. */
    public int recordByIdOrAddress(String idOrAddress) {
        Integer byId = recordById.get(idOrAddress);
        return byId != null ? byId : recordByAddress.getOrDefault(idOrAddress, -1);
    }

    /** The volume with this key, or null if the view has none. */
    public @Nullable Volume volume(String key) {
        return view.volumes().get(key);
    }

    /** The pools machine {@code record} can allocate from; none means its room is unknown. */
    public List<CapacityPool> pools(int record) {
        return poolsByRecordId.getOrDefault(records.get(record).id(), List.of());
    }

    /**
     * How near two machines stand (design S5): same rack before same zone before same region. A missing label never
     * counts as equal, and a wider part that differs rules a narrower match out.
     */
    public Tier tier(int a, int b) {
        boolean regionDiffers = region[a] != region[b] && region[a] != 0 && region[b] != 0;
        boolean zoneDiffers = zone[a] != zone[b] && zone[a] != 0 && zone[b] != 0;
        if (rack[a] != 0 && rack[a] == rack[b] && !zoneDiffers && !regionDiffers) {
            return Tier.RACK;
        }
        if (zone[a] != 0 && zone[a] == zone[b] && !regionDiffers) {
            return Tier.ZONE;
        }
        return region[a] != 0 && region[a] == region[b] ? Tier.REGION : Tier.NONE;
    }

    /** Numbers for the names of places, shared by all drivers of one topology; 0 is unknown. */
    static final class Places {
        private final Map<String, Integer> numbers = new HashMap<>();

        int number(@Nullable String name) {
            return name == null ? 0 : numbers.computeIfAbsent(name, n -> numbers.size() + 1);
        }
    }
}
