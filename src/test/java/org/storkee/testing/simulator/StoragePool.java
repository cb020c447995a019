package org.storkee.testing.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.storkee.api.NodeState;

/**
 * The room of a storage system, node by node: who may hold a replica, and who does.
 *
 * <p>The one rule that everything else rests on: a node never holds more bytes than it has. A volume is placed whole or
 * not at all. Thread-safe; every operation is one atomic step.
 */
public final class StoragePool {
    /**
     * One node at one moment.
     *
     * @param node its fixed facts
     * @param state what it publishes
     * @param fenced whether it is vouched that the node cannot write
     * @param silent whether its heartbeat has stopped
     * @param usedBytes bytes held by replicas
     * @param availableBytes bytes a new replica may take; 0 on a filled node
     */
    public record Usage(
            SimulatedNode node, NodeState state, boolean fenced, boolean silent, long usedBytes, long availableBytes) {
        /** Whether new replicas may be placed here, room apart. */
        public boolean live() {
            return state == NodeState.ONLINE && !silent;
        }
    }

    private record Holding(long bytes, List<String> nodes) {}

    private static final class Room {
        final SimulatedNode node;
        NodeState state = NodeState.ONLINE;
        boolean fenced;
        boolean silent;
        boolean filled;
        long used;

        Room(SimulatedNode node) {
            this.node = node;
        }

        Usage usage() {
            long available = filled ? 0 : node.capacityBytes() - used;
            return new Usage(node, state, fenced, silent, used, available);
        }
    }

    private final Map<String, Room> rooms = new TreeMap<>();
    private final Map<String, String> byNodeName = new HashMap<>();
    private final Map<String, Holding> volumes = new HashMap<>();

    /** A pool of these nodes, all Online and empty; two nodes of one name are refused. */
    public StoragePool(Collection<SimulatedNode> nodes) {
        for (SimulatedNode node : nodes) {
            if (rooms.put(node.name(), new Room(node)) != null
                    || byNodeName.put(node.nodeName(), node.name()) != null) {
                throw new IllegalArgumentException("storage node " + node.name() + " is given twice");
            }
        }
    }

    /**
     * Takes room for a new volume. Asking again for a volume that has its room answers the same nodes.
     *
     * @param volume id of the volume
     * @param bytes size of one replica
     * @param replicas how many, at least 1
     * @param selectedNode Kubernetes node the first replica must stand on, or null for any
     */
    public synchronized Allocation allocate(String volume, long bytes, int replicas, String selectedNode) {
        Holding held = volumes.get(volume);
        if (held != null) {
            return new Allocation.Placed(held.nodes());
        }
        if (replicas < 1 || bytes < 0) {
            return new Allocation.Refused("cannot make " + replicas + " replicas of " + bytes + " bytes");
        }
        Set<String> chosen = new LinkedHashSet<>();
        if (selectedNode != null) {
            String refusal = refusalOf(selectedNode, bytes);
            if (refusal != null) {
                return new Allocation.Refused(refusal);
            }
            chosen.add(byNodeName.get(selectedNode));
        }
        rooms.values().stream()
                .map(Room::usage)
                .filter(usage -> usage.live() && usage.availableBytes() >= bytes)
                .sorted(Comparator.comparingLong(Usage::availableBytes).reversed())
                .map(usage -> usage.node().name())
                .filter(name -> !chosen.contains(name))
                .limit(replicas - chosen.size())
                .forEachOrdered(chosen::add);
        if (chosen.size() < replicas) {
            return new Allocation.Refused(
                    "only " + chosen.size() + " of " + replicas + " replicas of " + bytes + " bytes find room");
        }
        hold(volume, bytes, List.copyOf(chosen));
        return new Allocation.Placed(List.copyOf(chosen));
    }

    /**
     * Takes room on exactly these nodes, whatever their state: for preset volumes, and for those found at a restart.
     *
     * @throws IllegalStateException when a node is unknown, named twice or has too little room; nothing is taken then
     */
    public synchronized void place(String volume, long bytes, List<String> nodes) {
        if (volumes.containsKey(volume) || new HashSet<>(nodes).size() < nodes.size()) {
            throw new IllegalStateException("volume " + volume + " is already placed, or names a node twice: " + nodes);
        }
        for (String node : nodes) {
            long free = room(node).usage().availableBytes();
            if (free < bytes) {
                throw new IllegalStateException("volume " + volume + " needs " + bytes + " bytes on storage node "
                        + node + ", which has " + free);
            }
        }
        hold(volume, bytes, List.copyOf(nodes));
    }

    /** Gives a volume's room back and answers the nodes that held it; an unknown volume answers an empty list. */
    public synchronized List<String> release(String volume) {
        Holding held = volumes.remove(volume);
        if (held == null) {
            return List.of();
        }
        held.nodes().forEach(node -> room(node).used -= held.bytes());
        return held.nodes();
    }

    /** Changes what a node is; room that is held stays held. */
    public synchronized void apply(String node, NodeCommand command) {
        Room room = room(node);
        switch (command) {
            case FAIL, FAIL_FENCED -> {
                room.state = NodeState.OFFLINE;
                room.fenced = command == NodeCommand.FAIL_FENCED;
            }
            case DEGRADE -> room.state = NodeState.DEGRADED;
            case STORAGE_DOWN -> room.state = NodeState.STORAGE_DOWN;
            case SILENCE -> room.silent = true;
            case FILL -> room.filled = true;
            case HEAL -> {
                room.state = NodeState.ONLINE;
                room.fenced = false;
                room.silent = false;
                room.filled = false;
            }
        }
    }

    /** One node now; an unknown one is an {@link IllegalStateException}. */
    public synchronized Usage usage(String node) {
        return room(node).usage();
    }

    /** Every node now, by name. */
    public synchronized List<Usage> usage() {
        return rooms.values().stream().map(Room::usage).toList();
    }

    /** Names of the nodes that hold more than they have; empty, or this class is broken. */
    public synchronized List<String> overcommitted() {
        Map<String, Long> held = new HashMap<>();
        volumes.values().forEach(v -> v.nodes().forEach(n -> held.merge(n, v.bytes(), Long::sum)));
        List<String> over = new ArrayList<>();
        rooms.forEach((name, room) -> {
            if (held.getOrDefault(name, 0L) > room.node.capacityBytes()) {
                over.add(name);
            }
        });
        return over;
    }

    private String refusalOf(String selectedNode, long bytes) {
        String name = byNodeName.get(selectedNode);
        if (name == null) {
            return "selected node " + selectedNode + " has no storage";
        }
        Usage usage = room(name).usage();
        if (!usage.live()) {
            return "storage of selected node " + selectedNode + " is not live";
        }
        return usage.availableBytes() >= bytes
                ? null
                : "selected node " + selectedNode + " has room for " + usage.availableBytes() + " bytes, " + bytes
                        + " are asked for";
    }

    private void hold(String volume, long bytes, List<String> nodes) {
        volumes.put(volume, new Holding(bytes, nodes));
        nodes.forEach(node -> room(node).used += bytes);
    }

    private Room room(String node) {
        Room room = rooms.get(node);
        if (room == null) {
            throw new IllegalStateException("no storage node " + node + "; there are " + rooms.keySet());
        }
        return room;
    }
}
