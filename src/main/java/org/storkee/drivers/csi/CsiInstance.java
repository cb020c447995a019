package org.storkee.drivers.csi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.AffineVolumes;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.LabelledNodes;
import org.storkee.storage.Location;
import org.storkee.storage.NodeHealth;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;

/** What the cluster shows of one CSI driver. Machines and pools are made anew only when they may differ. Not thread-safe. */
final class CsiInstance {
    /** The driver type's name in {@code stork.drivers}. */
    static final String TYPE = "csi";

    private final DriverId id;
    private final LabelledNodes nodes;
    private final AffineVolumes volumes;
    private final Map<String, Registration> registrations = new TreeMap<>();
    private boolean declared;
    private boolean tellsRoom;
    private boolean changed = true;
    private @Nullable List<StorageNode> machines;
    private @Nullable List<CapacityPool> pools;

    private record Registration(String nodeId, @Nullable Integer limit) {}

    CsiInstance(String driver, LabelledNodes nodes) {
        id = new DriverId(TYPE, driver);
        this.nodes = nodes;
        volumes = new AffineVolumes(nodes);
    }

    DriverId id() {
        return id;
    }

    /** Whether the cluster has this driver: volumes alone may be what is left of one. */
    boolean exists() {
        return declared || !registrations.isEmpty();
    }

    /** Its CSIDriver object, as far as it matters. */
    void declared(boolean exists, boolean storageCapacity) {
        if (declared != exists || tellsRoom != storageCapacity) {
            declared = exists;
            tellsRoom = storageCapacity;
            roomChanged();
        }
    }

    /** It runs on a node and calls it {@code nodeId}. */
    void registered(String node, String nodeId, @Nullable Integer limit) {
        Registration registration = new Registration(nodeId, limit);
        if (!registration.equals(registrations.put(node, registration))) {
            machinesChanged();
        }
    }

    /** It does not run on a node any more. */
    void unregistered(String node) {
        if (registrations.remove(node) != null) {
            machinesChanged();
        }
    }

    private void machinesChanged() {
        volumes.machinesChanged();
        nodesChanged();
    }

    /** Labels or health of nodes changed. */
    void nodesChanged() {
        machines = null;
        roomChanged();
    }

    /** A CSIStorageCapacity of its classes came, went or changed. */
    void roomChanged() {
        pools = null;
        changed = true;
    }

    /** To put and take volumes; tell {@link #volumesChanged} of what is news. */
    AffineVolumes volumes() {
        return volumes;
    }

    void volumesChanged(boolean news) {
        changed |= news;
    }

    /** Whether {@link #view} would differ from the last one. */
    boolean changed() {
        return changed;
    }

    /**
     * What is to be published now.
     *
     * @param rooms of its StorageClasses
     * @param heldAt when all of them are known to have held
     */
    StorageView view(Collection<CsiRoom> rooms, Instant heldAt) {
        changed = false;
        List<StorageNode> machinesNow = machines == null ? machines() : machines;
        List<CapacityPool> poolsNow = pools == null ? pools(rooms, heldAt) : pools;
        machines = machinesNow;
        pools = poolsNow;
        return new StorageView(id, machinesNow, volumes.volumes(this::machine), poolsNow);
    }

    private @Nullable String machine(String node) {
        Registration registration = registrations.get(node);
        return registration == null ? null : registration.nodeId;
    }

    private List<StorageNode> machines() {
        List<StorageNode> all = new ArrayList<>(registrations.size());
        registrations.forEach((node, registration) -> {
            NodeHealth health = nodes.health(node);
            if (health != null) { // without its Node a registration is a leftover that is about to be collected
                all.add(new StorageNode(
                        registration.nodeId,
                        node,
                        null,
                        List.of(),
                        health.state(),
                        health.rawStatus(),
                        false,
                        Location.UNKNOWN,
                        registration.limit));
            }
        });
        return List.copyOf(all);
    }

    private List<CapacityPool> pools(Collection<CsiRoom> rooms, Instant heldAt) {
        if (!tellsRoom) {
            return List.of(); // objects may be left over from when it did
        }
        Map<String, CsiRoom> distinct = HashMap.newHashMap(rooms.size());
        rooms.forEach(room -> distinct.merge(room.id(), room, CsiRoom::later));
        return new TreeMap<>(distinct)
                .values().stream()
                        .map(room -> room.pool(
                                room.nodes(nodes).stream()
                                        .map(this::machine)
                                        .filter(Objects::nonNull)
                                        .toList(),
                                heldAt))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toUnmodifiableList()); // which List.copyOf takes as it is
    }
}
