package org.storkee.drivers.csi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.AffineVolumes;
import org.storkee.storage.DriverId;
import org.storkee.storage.LabelledNodes;
import org.storkee.storage.NodeAffinity;
import org.storkee.storage.StorageView;

/**
 * All CSI drivers of the cluster, put together from Kubernetes' objects as they come and go, in any order: which machines
 * a driver runs on, where its volumes can be reached, how much room it tells. No clock, no client. Not thread-safe.
 */
final class CsiPicture {
    private final LabelledNodes nodes = new LabelledNodes();
    private final Map<String, CsiInstance> instances = new TreeMap<>();
    private final Map<String, Set<String>> driversOn = new HashMap<>();
    private final Map<String, String> provisioners = new HashMap<>();
    private final Map<String, Map<String, CsiRoom>> roomsByClass = new HashMap<>();
    private Instant heldAt = Instant.EPOCH;

    void put(Node node) {
        if (nodes.put(node)) {
            instances.values().forEach(CsiInstance::nodesChanged);
        }
    }

    void remove(Node node) {
        if (nodes.remove(name(node))) {
            instances.values().forEach(CsiInstance::nodesChanged);
        }
    }

    void put(CSINode node) {
        List<CSINodeDriver> drivers = node.getSpec() == null || node.getSpec().getDrivers() == null
                ? List.of()
                : node.getSpec().getDrivers();
        Set<String> now = new HashSet<>();
        for (CSINodeDriver driver : drivers) {
            Integer limit = driver.getAllocatable() == null
                    ? null
                    : driver.getAllocatable().getCount();
            instance(driver.getName()).registered(name(node), driver.getNodeID(), limit);
            now.add(driver.getName());
        }
        Set<String> former = driversOn.put(name(node), now);
        unregister(name(node), former, now);
    }

    void remove(CSINode node) {
        unregister(name(node), driversOn.remove(name(node)), Set.of());
    }

    private void unregister(String node, @Nullable Set<String> former, Set<String> now) {
        for (String driver : former == null ? Set.<String>of() : former) {
            if (!now.contains(driver)) {
                instance(driver).unregistered(node);
            }
        }
    }

    void put(CSIDriver driver) {
        boolean room =
                driver.getSpec() != null && Boolean.TRUE.equals(driver.getSpec().getStorageCapacity());
        instance(name(driver)).declared(true, room);
    }

    void remove(CSIDriver driver) {
        instance(name(driver)).declared(false, false);
    }

    void put(StorageClass storageClass) {
        String provisioner = String.valueOf(storageClass.getProvisioner());
        if (!provisioner.equals(provisioners.put(name(storageClass), provisioner))) {
            roomChanged(name(storageClass));
        }
    }

    void remove(StorageClass storageClass) {
        roomChanged(name(storageClass));
        provisioners.remove(name(storageClass));
    }

    /** Room names a class, and the class its driver. */
    void put(CSIStorageCapacity room, Instant arrived) {
        String storageClass = String.valueOf(room.getStorageClassName());
        roomsByClass.computeIfAbsent(storageClass, c -> new TreeMap<>()).put(key(room), new CsiRoom(room, arrived));
        roomChanged(storageClass);
    }

    void remove(CSIStorageCapacity room) {
        String storageClass = String.valueOf(room.getStorageClassName());
        Map<String, CsiRoom> rooms = roomsByClass.get(storageClass);
        if (rooms != null && rooms.remove(key(room)) != null) {
            roomChanged(storageClass);
        }
    }

    private void roomChanged(String storageClass) {
        String provisioner = provisioners.get(storageClass);
        CsiInstance instance = provisioner == null ? null : instances.get(provisioner);
        if (instance != null) {
            instance.roomChanged();
        }
    }

    /** All room there is told of is known to have held at {@code instant}; false when that is no news. */
    boolean held(Instant instant) {
        if (!instant.isAfter(heldAt)) {
            return false;
        }
        heldAt = instant;
        roomsByClass.forEach((storageClass, rooms) -> {
            if (!rooms.isEmpty()) {
                roomChanged(storageClass);
            }
        });
        return true;
    }

    void put(PersistentVolume volume) {
        CsiInstance instance = instance(volume);
        if (instance != null) {
            instance.volumesChanged(instance.volumes().put(name(volume), NodeAffinity.of(volume)));
        }
    }

    void remove(PersistentVolume volume) {
        CsiInstance instance = instance(volume);
        if (instance != null) {
            instance.volumesChanged(instance.volumes().remove(name(volume)));
        }
    }

    void put(VolumeAttachment attachment) {
        attachment(
                attachment,
                attachment.getStatus() != null
                        && Boolean.TRUE.equals(attachment.getStatus().getAttached()));
    }

    void remove(VolumeAttachment attachment) {
        attachment(attachment, false);
    }

    private void attachment(VolumeAttachment attachment, boolean attached) {
        String volume = attachment.getSpec().getSource() == null
                ? null
                : attachment.getSpec().getSource().getPersistentVolumeName();
        if (volume == null) {
            return; // a volume in a pod's own spec
        }
        CsiInstance instance = instance(attachment.getSpec().getAttacher());
        AffineVolumes volumes = instance.volumes();
        instance.volumesChanged(
                attached
                        ? volumes.attached(
                                name(attachment), volume, attachment.getSpec().getNodeName())
                        : volumes.detached(name(attachment), volume));
    }

    /** The drivers the cluster has. */
    Set<DriverId> drivers() {
        Set<DriverId> drivers = new HashSet<>();
        instances.values().stream().filter(CsiInstance::exists).forEach(i -> drivers.add(i.id()));
        return drivers;
    }

    /** The views of drivers of which something changed since they were last asked for. */
    List<StorageView> changedViews() {
        List<StorageView> views = new ArrayList<>();
        for (Map.Entry<String, CsiInstance> each : instances.entrySet()) {
            CsiInstance instance = each.getValue();
            if (instance.exists() && instance.changed()) {
                views.add(instance.view(rooms(each.getKey()), heldAt));
            }
        }
        return views;
    }

    private List<CsiRoom> rooms(String driver) {
        List<CsiRoom> rooms = new ArrayList<>();
        roomsByClass.forEach((storageClass, of) -> {
            if (driver.equals(provisioners.get(storageClass))) {
                rooms.addAll(of.values());
            }
        });
        return rooms;
    }

    private @Nullable CsiInstance instance(PersistentVolume volume) {
        return volume.getSpec() == null || volume.getSpec().getCsi() == null
                ? null
                : instance(volume.getSpec().getCsi().getDriver());
    }

    private CsiInstance instance(String driver) {
        return instances.computeIfAbsent(driver, name -> new CsiInstance(name, nodes));
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + name(object);
    }
}
