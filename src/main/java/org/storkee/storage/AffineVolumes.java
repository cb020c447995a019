package org.storkee.storage;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.storkee.api.ReplicaState;

/**
 * Volumes whose place is told by node affinity: every machine that satisfies it counts as a replica. Volumes of equal
 * affinity share one list of replicas, which is made anew only when labels or machines changed and kept when it comes
 * out the same; so 20,000 volumes of three zones cost three lists. Not thread-safe: its driver guards it.
 */
public final class AffineVolumes {
    private final LabelledNodes nodes;
    private final Map<NodeAffinity, Place> places = new HashMap<>();
    private final Map<String, Place> placeOf = new HashMap<>();
    private final Place nowhere = new Place(null);
    private final Map<String, Map<String, String>> attachments = new HashMap<>();
    private long machinesGeneration;

    /** Volumes among {@code nodes}, which the driver keeps up to date. */
    public AffineVolumes(LabelledNodes nodes) {
        this.nodes = nodes;
    }

    /** A volume is there, or changed; false when this is no news. {@code affinity}: see {@link NodeAffinity#of}. */
    public boolean put(String volume, @Nullable NodeAffinity affinity) {
        Place place = affinity == null ? nowhere : places.computeIfAbsent(affinity, Place::new);
        place.volumes++;
        Place former = placeOf.put(volume, place);
        leave(former);
        return former != place;
    }

    /** A volume is gone; false when it was not there. */
    public boolean remove(String volume) {
        Place former = placeOf.remove(volume);
        leave(former);
        return former != null;
    }

    private void leave(@Nullable Place former) {
        if (former != null && --former.volumes == 0 && former.affinity != null) {
            places.remove(former.affinity);
        }
    }

    /** A volume is attached on a node; {@code attachment} tells this one from others of it. False when this is no news. */
    public boolean attached(String attachment, String volume, String node) {
        return !node.equals(
                attachments.computeIfAbsent(volume, v -> new TreeMap<>()).put(attachment, node));
    }

    /** An attachment is over; false when there was none. */
    public boolean detached(String attachment, String volume) {
        Map<String, String> of = attachments.get(volume);
        if (of == null || of.remove(attachment) == null) {
            return false;
        }
        if (of.isEmpty()) {
            attachments.remove(volume);
        }
        return true;
    }

    /** The driver's machines came or went: what {@link #volumes} was told of them holds no longer. */
    public void machinesChanged() {
        machinesGeneration++;
    }

    /**
     * All volumes, by name; the caller's to keep.
     *
     * @param driver whose machines the replicas are named by
     */
    public Map<String, Volume> volumes(Machines driver) {
        Map<String, Volume> volumes = HashMap.newHashMap(placeOf.size());
        placeOf.forEach((name, place) -> volumes.put(
                name, new Volume(name, replicas(place, driver), attachedOn(name, driver), false, Map.of())));
        return volumes;
    }

    /** A driver's machines by the names of their nodes. */
    @FunctionalInterface
    public interface Machines {
        /** The id of the machine on {@code node}, or null when the driver does not run there. */
        @Nullable
        String of(String node);
    }

    private List<Replica> replicas(Place place, Machines driver) {
        NodeAffinity affinity = place.affinity;
        if (affinity == null) {
            return List.of();
        }
        if (place.labelsSeen != nodes.generation() || place.machinesSeen != machinesGeneration) {
            List<Replica> fresh = replicas(affinity, nodes.find(affinity), driver);
            place.replicas = fresh.equals(place.replicas) ? place.replicas : fresh;
            place.labelsSeen = nodes.generation();
            place.machinesSeen = machinesGeneration;
        }
        return place.replicas;
    }

    /**
     * On the machines; where the driver runs on none of the nodes, on these, so that they are named to people; and when
     * there is no such node any more, on what the affinity names. Empty would mean that nothing is known.
     */
    private static List<Replica> replicas(NodeAffinity affinity, List<String> found, Machines driver) {
        List<String> running =
                found.stream().map(driver::of).filter(Objects::nonNull).toList();
        Collection<String> on = !running.isEmpty() ? running : !found.isEmpty() ? found : List.of(affinity.words());
        return on.stream()
                .map(machine -> new Replica(machine, ReplicaState.UP_TO_DATE))
                .collect(Collectors.toUnmodifiableList()); // which List.copyOf takes as it is, not so toList()
    }

    private List<String> attachedOn(String volume, Machines driver) {
        Map<String, String> of = attachments.get(volume);
        return of == null
                ? List.of()
                : of.values().stream()
                        .map(node -> Objects.requireNonNullElse(driver.of(node), node))
                        .distinct()
                        .toList();
    }

    /** One affinity, how many volumes have it, and its answer. */
    private static final class Place {
        private final @Nullable NodeAffinity affinity;
        private int volumes;
        private long labelsSeen = -1;
        private long machinesSeen = -1;
        private List<Replica> replicas = List.of();

        Place(@Nullable NodeAffinity affinity) {
            this.affinity = affinity;
        }
    }
}
