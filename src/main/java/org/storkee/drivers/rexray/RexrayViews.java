package org.storkee.drivers.rexray;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;

/**
 * From libStorage's volumes and the cluster's nodes to the storage model. A disk of a zone is as near to each machine of
 * that zone as to any other, so each of them counts as holding it. Pure.
 */
final class RexrayViews {
    /**
     * A Kubernetes node.
     *
     * @param zone by its labels, or null
     * @param alsoKnownAs host name and addresses, by which a platform may call it
     */
    record Host(String name, @Nullable String zone, List<String> alsoKnownAs) {}

    private final List<StorageNode> nodes = new ArrayList<>();
    private final Map<String, List<Replica>> byZone = new HashMap<>();
    private final Map<String, String> nodeByAnyName = new HashMap<>();

    /** Prepares for one observation; {@code hosts} are all nodes there are. */
    RexrayViews(List<Host> hosts) {
        for (Host host : hosts) {
            nodes.add(new StorageNode(
                    host.name(),
                    host.name(),
                    null,
                    List.of(),
                    NodeState.ONLINE,
                    "libStorage answers; it does not tell how machines are",
                    false,
                    Location.UNKNOWN));
            nodeByAnyName.put(host.name(), host.name());
            host.alsoKnownAs().forEach(name -> nodeByAnyName.putIfAbsent(name, host.name()));
            if (host.zone() != null) {
                byZone.computeIfAbsent(host.zone(), z -> new ArrayList<>())
                        .add(new Replica(host.name(), ReplicaState.UP_TO_DATE));
            }
        }
        byZone.replaceAll((zone, replicas) -> List.copyOf(replicas)); // one list for all volumes of a zone
    }

    /** A view, and what people may call its volumes besides their ids. */
    record Result(StorageView view, Map<String, String> idByName) {}

    /** What libStorage told. An id that two services have is known as {@code service/id} only. */
    Result view(DriverId driver, Map<String, Wire.Service> services, Map<String, Map<String, Wire.Volume>> byService) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        byService
                .values()
                .forEach(volumes -> volumes.values().stream()
                        .filter(v -> v != null && !seen.add(v.id()))
                        .forEach(v -> twice.add(v.id())));
        Map<String, Volume> volumes = new HashMap<>();
        Map<String, String> idByName = new HashMap<>();
        Set<String> namedTwice = new HashSet<>();
        byService.forEach((service, its) -> {
            boolean block =
                    !services.containsKey(service) || services.get(service).block();
            for (Wire.Volume volume : its.values()) {
                if (volume != null) {
                    String key = twice.contains(volume.id()) ? service + "/" + volume.id() : volume.id();
                    volumes.put(key, volume(key, volume, block));
                    if (idByName.put(volume.name(), key) != null) {
                        namedTwice.add(volume.name());
                    }
                }
            }
        });
        idByName.keySet().removeAll(namedTwice);
        return new Result(new StorageView(driver, nodes, volumes, List.of()), Map.copyOf(idByName));
    }

    private Volume volume(String key, Wire.Volume volume, boolean block) {
        List<String> attachedOn = volume.attachments().stream()
                .map(a -> a.instanceID() == null ? null : a.instanceID().id())
                .filter(id -> id != null && !id.isEmpty())
                .map(id -> nodeByAnyName.getOrDefault(id, id))
                .distinct()
                .toList();
        List<Replica> near = block ? byZone.getOrDefault(volume.availabilityZone(), List.of()) : List.of();
        return new Volume(key, near, attachedOn, false, volume.fields());
    }
}
