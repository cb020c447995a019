package org.storkee.drivers.declared;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.api.ReplicaState;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

/** From published objects to the storage model: applies every default of the declared API. Pure. */
final class DeclaredViews {
    /** The driver type's name in {@code stork.drivers}. */
    static final String TYPE = "declared";

    private static final String DEFAULT_DRIVER = "declared.storkee.org";

    private DeclaredViews() {}

    /** The instance that the driver name of an object stands for; null means the default driver. */
    static DriverId driver(@Nullable String name) {
        return new DriverId(TYPE, name == null || name.isEmpty() ? DEFAULT_DRIVER : name);
    }

    /**
     * One machine.
     *
     * @param silent its heartbeat expired: whatever state it was last given, it is unreachable now, unless the storage
     *     system itself says that the data path is down
     */
    static StorageNode node(NodeStorage object, boolean silent) {
        NodeStorageSpec spec = spec(object);
        String name = object.getMetadata().getName();
        NodeState state = Objects.requireNonNullElse(spec.getState(), NodeState.ONLINE);
        boolean unreachable = silent && state != NodeState.OFFLINE;
        String message = Objects.requireNonNullElse(spec.getMessage(), "");
        return new StorageNode(
                name,
                spec.getNodeName() == null || spec.getNodeName().isEmpty() ? name : spec.getNodeName(),
                null,
                withoutNulls(spec.getAddresses()),
                unreachable ? NodeState.UNREACHABLE : state,
                unreachable ? "heartbeat lease expired" + (message.isEmpty() ? "" : "; " + message) : message,
                Boolean.TRUE.equals(spec.getFenced()),
                location(spec.getTopology()));
    }

    /** The machine's room, or null if it publishes none. {@code observedAt}: when this object arrived. */
    static @Nullable CapacityPool pool(NodeStorage object, Instant observedAt) {
        NodeStorageSpec.Capacity capacity = spec(object).getCapacity();
        Quantity available = capacity == null ? null : capacity.getAvailable();
        if (available == null) {
            return null;
        }
        String name = object.getMetadata().getName();
        return new CapacityPool(
                name, List.of(name), available.getNumericalAmount().longValue(), Long.MAX_VALUE, observedAt);
    }

    /** One volume; its key is the object's name, which is the PersistentVolume's. */
    static Volume volume(VolumeReplicas object) {
        VolumeReplicasSpec spec = object.getSpec() == null ? new VolumeReplicasSpec() : object.getSpec();
        List<VolumeReplicasSpec.Replica> replicas = withoutNulls(spec.getReplicas());
        return new Volume(
                object.getMetadata().getName(),
                replicas.stream()
                        .filter(r -> r.getNode() != null)
                        .map(r -> new Replica(
                                String.valueOf(r.getNode()),
                                Objects.requireNonNullElse(r.getState(), ReplicaState.UP_TO_DATE)))
                        .toList(),
                withoutNulls(spec.getAttachedOn()),
                Boolean.TRUE.equals(spec.getRemoteAccess()),
                spec.getLabels() == null ? Map.of() : spec.getLabels(),
                condition(spec.getCondition()));
    }

    private static @Nullable VolumeCondition condition(VolumeReplicasSpec.@Nullable Condition published) {
        if (published == null) {
            return null;
        }
        String message = Objects.requireNonNullElse(published.getMessage(), "");
        return Boolean.TRUE.equals(published.getAbnormal())
                ? VolumeCondition.abnormal(message)
                : VolumeCondition.NORMAL;
    }

    private static NodeStorageSpec spec(NodeStorage object) {
        return object.getSpec() == null ? new NodeStorageSpec() : object.getSpec();
    }

    private static Location location(NodeStorageSpec.@Nullable Topology topology) {
        return topology == null
                ? Location.UNKNOWN
                : new Location(topology.getRack(), topology.getZone(), topology.getRegion());
    }

    private static <T> List<T> withoutNulls(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
