package org.storkee.storage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every Kubernetes node with what each storage driver says of it: one immutable picture that a request works on from
 * start to end. Nodes are numbered densely from 0; numbers belong to one topology only.
 */
public final class Topology {
    private final List<KubernetesNode> nodes;
    private final NameIndex names;
    private final Map<String, Integer> extra;
    private final Map<DriverId, DriverTopology> drivers;
    /** Asked for every candidate: a bit is quicker than the way to the node's record. */
    private final BitSet unschedulable;

    private Topology(
            List<KubernetesNode> nodes,
            NameIndex names,
            Map<String, Integer> extra,
            Map<DriverId, DriverTopology> drivers) {
        this.nodes = nodes;
        this.names = names;
        this.extra = extra;
        this.drivers = drivers;
        unschedulable = new BitSet(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            unschedulable.set(i, nodes.get(i).unschedulableForStorage());
        }
    }

    /** Matches every view with the nodes. */
    public static Topology of(Collection<KubernetesNode> nodes, Collection<StorageView> views) {
        List<KubernetesNode> list = List.copyOf(nodes);
        NameIndex names = new NameIndex(list.stream().map(KubernetesNode::name).toList());
        return new Topology(list, names, Map.of(), match(list, views));
    }

    private static Map<DriverId, DriverTopology> match(List<KubernetesNode> nodes, Collection<StorageView> views) {
        Map<DriverId, DriverTopology> drivers = new TreeMap<>();
        DriverTopology.Places places = new DriverTopology.Places();
        for (StorageView view : views) {
            drivers.put(view.driver(), new DriverTopology(view, nodes, places));
        }
        return drivers;
    }

    /**
     * The same nodes with {@code view} in place of its driver's former one, whose machines and pools it repeats: the
     * cheap way for the most frequent change, a volume's.
     */
    Topology withVolumesOf(StorageView view) {
        Map<DriverId, DriverTopology> changed = new TreeMap<>(drivers);
        changed.computeIfPresent(view.driver(), (id, former) -> new DriverTopology(view, former));
        return new Topology(nodes, names, extra, changed);
    }

    /**
     * This topology with nodes the cluster cache does not know (yet), numbered from {@link #size()} on. Costs a full
     * match: meant for the few requests that name such nodes.
     */
    public Topology with(List<KubernetesNode> unknown) {
        List<KubernetesNode> all = new ArrayList<>(nodes);
        Map<String, Integer> more = new HashMap<>(extra);
        for (KubernetesNode node : unknown) {
            // A name twice would make every key of that node ambiguous.
            if (indexOf(node.name()) < 0 && more.putIfAbsent(node.name(), all.size()) == null) {
                all.add(node);
            }
        }
        List<StorageView> views =
                drivers.values().stream().map(DriverTopology::view).toList();
        return new Topology(List.copyOf(all), names, Map.copyOf(more), match(all, views));
    }

    /** How many nodes there are. */
    public int size() {
        return nodes.size();
    }

    /** The node numbered {@code node}. */
    public KubernetesNode node(int node) {
        return nodes.get(node);
    }

    /** Whether node number {@code node} is marked unschedulable for storage. */
    public boolean unschedulableForStorage(int node) {
        return unschedulable.get(node);
    }

    /** The number of the node called {@code name}, or -1. */
    public int indexOf(String name) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int known = names.indexOf(bytes, 0, bytes.length);
        return known >= 0 ? known : extra.getOrDefault(name, -1);
    }

    /** The number of the node whose name's UTF-8 bytes are {@code buffer[from, to)}, or -1; builds no text. */
    public int indexOf(byte[] buffer, int from, int to) {
        return names.indexOf(buffer, from, to);
    }

    /** What {@code driver} says, or null when it has not published a view. */
    public @Nullable DriverTopology driver(DriverId driver) {
        return drivers.get(driver);
    }

    /** All drivers with a view, in a fixed order. */
    public Collection<DriverTopology> drivers() {
        return drivers.values();
    }
}
