package org.storkee.drivers.longhorn;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;

/**
 * What one Longhorn, that is one namespace, has: its objects as they come, and the view they make. A change costs the
 * one machine or volume it concerns. Not thread-safe; the driver guards it.
 *
 * <p>Every method that takes news returns whether it changes the view: Longhorn touches its objects far more often
 * (usage, snapshots, rebuild progress) than anything moves.
 */
final class LonghornObjects {
    private final String namespace;
    private final Map<String, LonghornNode> machines = new TreeMap<>();
    private final Map<String, StorageNode> nodes = new TreeMap<>();
    private final Map<String, LonghornVolume> volumes = new HashMap<>();
    private final Map<String, Map<String, LonghornReplica>> replicas = new HashMap<>();
    private final Map<String, Map<String, LonghornEngine>> engines = new HashMap<>();
    private final Map<String, Volume> seen = new HashMap<>();
    private @Nullable Long overProvisioning;
    private final Map<String, LonghornRoom> rooms = new HashMap<>();
    private Instant roomSince = Instant.EPOCH;

    LonghornObjects(String namespace) {
        this.namespace = namespace;
    }

    /** True when Longhorn has a machine: without one there are only definitions, or what an uninstall left. */
    boolean present() {
        return !machines.isEmpty();
    }

    boolean put(LonghornNode object, Instant now) {
        String name = object.getMetadata().getName();
        machines.put(name, object);
        StorageNode node = LonghornViews.node(object);
        boolean changed = !node.equals(nodes.put(name, node));
        return measure(object, now) || changed;
    }

    boolean remove(LonghornNode object, Instant now) {
        String name = object.getMetadata().getName();
        machines.remove(name);
        roomSince = rooms.remove(name) == null ? roomSince : now;
        return nodes.remove(name) != null;
    }

    /** The setting that over-provisions disks; an unreadable one means that room is unknown. */
    boolean put(LonghornSetting setting, Instant now) {
        return provision(percent(setting.getValue()), now);
    }

    /** The setting is gone. */
    boolean unset(Instant now) {
        return provision(null, now);
    }

    private boolean provision(@Nullable Long percent, Instant now) {
        Long former = overProvisioning;
        overProvisioning = percent;
        boolean changed = !Objects.equals(former, overProvisioning);
        if (changed) {
            machines.values().forEach(machine -> measure(machine, now));
        }
        return changed;
    }

    boolean put(LonghornVolume object) {
        volumes.put(object.getMetadata().getName(), object);
        return judge(object.getMetadata().getName());
    }

    boolean remove(LonghornVolume object) {
        volumes.remove(object.getMetadata().getName());
        return judge(object.getMetadata().getName());
    }

    boolean put(LonghornReplica object) {
        String volume = Objects.requireNonNullElse(object.getSpec().volumeName(), "");
        replicas.computeIfAbsent(volume, v -> new HashMap<>(4))
                .put(object.getMetadata().getName(), object);
        return judge(volume);
    }

    boolean remove(LonghornReplica object) {
        String volume = Objects.requireNonNullElse(object.getSpec().volumeName(), "");
        drop(replicas, volume, object.getMetadata().getName());
        return judge(volume);
    }

    boolean put(LonghornEngine object) {
        String volume = Objects.requireNonNullElse(object.getSpec().volumeName(), "");
        engines.computeIfAbsent(volume, v -> new HashMap<>(2))
                .put(object.getMetadata().getName(), object);
        return judge(volume);
    }

    boolean remove(LonghornEngine object) {
        String volume = Objects.requireNonNullElse(object.getSpec().volumeName(), "");
        drop(engines, volume, object.getMetadata().getName());
        return judge(volume);
    }

    /** All of it; what is handed out does not change any more. */
    StorageView view() {
        return new StorageView(
                LonghornViews.instance(namespace), List.copyOf(nodes.values()), new HashMap<>(seen), pools());
    }

    private boolean judge(String name) {
        LonghornVolume object = volumes.get(name);
        if (object == null) {
            return seen.remove(name) != null;
        }
        Volume volume = LonghornViews.volume(object, of(replicas, name), of(engines, name));
        return !volume.equals(seen.put(name, volume));
    }

    private boolean measure(LonghornNode machine, Instant now) {
        String name = machine.getMetadata().getName();
        LonghornRoom room = overProvisioning == null ? LonghornRoom.NONE : LonghornRoom.of(machine, overProvisioning);
        boolean changed = !room.equals(rooms.put(name, room));
        roomSince = changed ? now : roomSince;
        return changed;
    }

    /**
     * One pool that all machines share: Longhorn may put the replicas anywhere, whatever machine the pod is on. So it
     * refuses only what certainly fits nowhere, not even as a single replica.
     */
    private List<CapacityPool> pools() {
        LonghornRoom sum = LonghornRoom.NONE;
        for (LonghornRoom room : rooms.values()) {
            sum = sum.plus(room);
        }
        return overProvisioning == null || !sum.certain()
                ? List.of()
                : List.of(new CapacityPool(
                        "replicas", List.copyOf(nodes.keySet()), sum.bytes(), sum.largest(), roomSince));
    }

    private static <T> Collection<T> of(Map<String, Map<String, T>> byVolume, String volume) {
        return byVolume.getOrDefault(volume, Map.of()).values();
    }

    private static <T> void drop(Map<String, Map<String, T>> byVolume, String volume, String name) {
        Map<String, T> parts = byVolume.get(volume);
        if (parts != null && parts.remove(name) != null && parts.isEmpty()) {
            byVolume.remove(volume);
        }
    }

    private static @Nullable Long percent(@Nullable String value) {
        try {
            return value == null ? null : Long.valueOf(value.trim());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
