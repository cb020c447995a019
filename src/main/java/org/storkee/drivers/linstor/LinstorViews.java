package org.storkee.drivers.linstor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

/** From LINSTOR's answers to the storage model. Pure. */
final class LinstorViews {
    private static final List<String> ZONE =
            List.of("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "zone");
    private static final List<String> REGION =
            List.of("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region", "region");
    /** LINSTOR's CSI driver keeps its own bookkeeping there. */
    private static final String BOOKKEEPING = Wire.AUX + "csi-";

    private final Set<String> localOnly;
    private final List<VolumeClass> classes;
    private final List<String> rackKeys;

    /**
     * Prepares for one observation.
     *
     * @param localOnly resource names of volumes that may only be used where a replica is
     * @param classes the StorageClasses whose volumes come from this cluster
     * @param rackLabels Kubernetes labels that name a rack; LINSTOR's properties have the same names
     */
    LinstorViews(Set<String> localOnly, List<VolumeClass> classes, List<String> rackLabels) {
        this.localOnly = localOnly;
        this.classes = List.copyOf(classes);
        rackKeys = new ArrayList<>(rackLabels);
        rackKeys.add("rack");
    }

    /** What {@code reading} tells. */
    StorageView view(DriverId driver, LinstorReading reading) {
        List<Wire.Node> machines = reading.nodes().stream()
                .filter(LinstorViews::hasStorage)
                .filter(n -> !leaving(n))
                .toList();
        Set<String> online = new HashSet<>();
        Set<String> usable = new HashSet<>();
        for (Wire.Node node : machines) {
            if (node.online()) {
                online.add(node.name());
                if (node.flags().isEmpty()) {
                    usable.add(node.name());
                }
            }
        }
        boolean silent = online.size() < machines.size(); // else nobody needs a witness
        DrbdWitness witness = new DrbdWitness(silent ? reading.resources() : List.of(), reading.definitions(), online);
        Map<String, Boolean> lostDisks = lostDisks(reading.resources());
        List<StorageNode> nodes = machines.stream()
                .map(n -> node(n, witness, lostDisks.getOrDefault(n.name(), false)))
                .toList();
        List<String> members = machines.stream().map(Wire.Node::name).toList();
        return new StorageView(
                driver,
                nodes,
                volumes(reading),
                new LinstorRoom(reading.pools(), usable, members, reading.at()).of(classes));
    }

    /** Controllers and auxiliary nodes are in LINSTOR's list too. */
    private static boolean hasStorage(Wire.Node node) {
        return node.type().equalsIgnoreCase("Satellite") || node.type().equalsIgnoreCase("Combined");
    }

    /** An evicted node carries the mark of a deleted one as well, and comes back. */
    private static boolean leaving(Wire.Node node) {
        return node.flags().contains("DELETE") && !node.flags().contains("EVICTED");
    }

    private StorageNode node(Wire.Node node, DrbdWitness witness, boolean lostDisks) {
        DrbdWitness.Word word = node.online() ? DrbdWitness.Word.NOTHING : witness.of(node.name());
        String told = switch (word) {
            case NOTHING -> "";
            case CUT_OFF -> "; its DRBD peers lost it and it has no quorum";
            case FENCED -> "; its DRBD peers lost it and none of its volumes has quorum";
        };
        return new StorageNode(
                node.name(),
                node.name(),
                null,
                node.interfaces().stream()
                        .map(Wire.NetInterface::address)
                        .filter(Objects::nonNull)
                        .toList(),
                state(node, word, lostDisks),
                (node.online() ? "ONLINE" : "satellite " + node.status())
                        + flags(node)
                        + told
                        + (node.online() && lostDisks ? "; DRBD has detached its disks" : ""),
                word == DrbdWitness.Word.FENCED,
                location(node));
    }

    private static NodeState state(Wire.Node node, DrbdWitness.Word word, boolean lostDisks) {
        if (!node.online()) {
            return word == DrbdWitness.Word.NOTHING ? NodeState.UNREACHABLE : NodeState.OFFLINE;
        }
        if (node.flags().contains("EVICTED")) {
            return NodeState.DEGRADED; // LINSTOR does not use it until it is restored
        }
        return lostDisks ? NodeState.STORAGE_DOWN : NodeState.ONLINE;
    }

    private static String flags(Wire.Node node) {
        return node.flags().isEmpty() ? "" : ", " + String.join(", ", node.flags());
    }

    private Location location(Wire.Node node) {
        return new Location(property(node.aux(), rackKeys), property(node.aux(), ZONE), property(node.aux(), REGION));
    }

    /** The Kubernetes operator copies node labels below {@code Aux/topology/}; people write {@code Aux/} alone. */
    private static @Nullable String property(Map<String, String> aux, List<String> keys) {
        for (String key : keys) {
            String copied = aux.get(Wire.AUX + "topology/" + key);
            String own = copied != null ? copied : aux.get(Wire.AUX + key);
            if (own != null && !own.isBlank()) {
                return own;
            }
        }
        return null;
    }

    /** Nodes with disks of their own of which DRBD has detached every one: data is served by their peers. */
    private static Map<String, Boolean> lostDisks(List<Wire.Resource> resources) {
        Map<String, Boolean> lost = new HashMap<>();
        for (Wire.Resource resource : resources) {
            if (!resource.diskless() && !resource.leaving() && !resource.inactive()) {
                boolean gone = resource.replicated() && replica(resource) == ReplicaState.FAILED;
                lost.merge(resource.node(), gone, Boolean::logicalAnd);
            }
        }
        return lost;
    }

    private Map<String, Volume> volumes(LinstorReading reading) {
        Map<String, Map<String, String>> groups = new HashMap<>();
        reading.groups().forEach(g -> groups.put(g.name(), g.aux()));
        Map<String, List<Wire.Resource>> byName = new HashMap<>();
        for (Wire.Resource resource : reading.resources()) {
            if (!resource.leaving()) {
                byName.computeIfAbsent(resource.name(), n -> new ArrayList<>(3)).add(resource);
            }
        }
        Map<String, Volume> volumes = HashMap.newHashMap(reading.definitions().size());
        for (Wire.Definition definition : reading.definitions()) {
            if (!definition.flags().contains("DELETE")) {
                List<Wire.Resource> places = byName.getOrDefault(definition.name(), List.of());
                Map<String, String> group = groups.getOrDefault(definition.group(), Map.of());
                volumes.put(definition.name(), volume(definition, group, places));
            }
        }
        return volumes;
    }

    private Volume volume(Wire.Definition definition, Map<String, String> group, List<Wire.Resource> places) {
        Map<String, String> labels = new HashMap<>();
        label(labels, group);
        label(labels, definition.props());
        boolean bound = !places.isEmpty() && places.stream().noneMatch(Wire.Resource::reachableFromElsewhere);
        if (bound || localOnly.contains(definition.name())) {
            labels.put(ProvisionedVolume.LOCAL_ONLY, "true");
        }
        return new Volume(
                definition.name(),
                places.stream()
                        .filter(r -> !r.diskless())
                        .map(r -> new Replica(r.node(), replica(r)))
                        .toList(),
                places.stream()
                        .filter(Wire.Resource::inUse)
                        .map(Wire.Resource::node)
                        .toList(),
                false,
                labels,
                condition(places));
    }

    /** Resources that are being filled are LINSTOR at work, inactive ones an operator's wish; a failed one needs a person. */
    private static VolumeCondition condition(List<Wire.Resource> places) {
        List<String> failed = places.stream()
                .filter(r -> !r.diskless() && !r.inactive() && replica(r) == ReplicaState.FAILED)
                .map(Wire.Resource::node)
                .sorted()
                .toList();
        return failed.isEmpty()
                ? VolumeCondition.NORMAL
                : VolumeCondition.abnormal("LINSTOR: resource failed on " + String.join(", ", failed));
    }

    private static void label(Map<String, String> labels, Map<String, String> props) {
        props.forEach((key, value) -> {
            if (key.startsWith(Wire.AUX) && !key.startsWith(BOOKKEEPING)) {
                labels.put(key.substring(Wire.AUX.length()), value);
            }
        });
    }

    /** A resource with several disks is as good as the worst of them. */
    static ReplicaState replica(Wire.Resource resource) {
        if (resource.inactive()) {
            return ReplicaState.FAILED;
        }
        ReplicaState worst = ReplicaState.UP_TO_DATE;
        for (Wire.Volume volume : resource.volumes()) {
            ReplicaState state = state(volume.diskState(), resource.replicated());
            worst = state.compareTo(worst) > 0 ? state : worst;
        }
        return worst;
    }

    /** Old or unknown data may become current again; a detached disk does not by itself. */
    private static ReplicaState state(String disk, boolean replicated) {
        return switch (disk) {
            case "UpToDate" -> ReplicaState.UP_TO_DATE;
            case "Failed", "Diskless", "Detaching" -> ReplicaState.FAILED;
            case "Attaching", "Negotiating", "Inconsistent", "Outdated", "DUnknown", "Consistent" ->
                ReplicaState.SYNCING;
            // Without DRBD there is nothing to be in step with: LINSTOR says Created, or nothing.
            default -> replicated || disk.contains("Sync") ? ReplicaState.SYNCING : ReplicaState.UP_TO_DATE;
        };
    }
}
