package org.storkee.drivers.linstor;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * LINSTOR's answers, as far as they are read. Everything LINSTOR may leave out is either nullable or made empty here, so
 * that an old or a newer controller is understood too. What is not read is not kept: of 60,000 resources that is most.
 * Each record says so itself, for by the mapper's setting alone Jackson would keep it until the record is made.
 */
final class Wire {
    /** Prefix of properties that users and tools set; LINSTOR itself gives them no meaning. */
    static final String AUX = "Aux/";
    /** DRBD's quorum option, which LINSTOR writes to the resource definition where it manages it. */
    static final String QUORUM = "DrbdOptions/Resource/quorum";

    private Wire() {}

    /**
     * {@code GET /v1/nodes}.
     *
     * @param type {@code Satellite} and {@code Combined} have storage
     * @param status the controller's connection to the satellite; {@code ONLINE} when it is in order
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Node(
            String name,
            String type,
            @JsonProperty("connection_status") String status,
            List<String> flags,
            @JsonProperty("props") Map<String, String> aux,
            @JsonProperty("net_interfaces") List<NetInterface> interfaces) {
        Node {
            name = orEmpty(name);
            type = orEmpty(type);
            status = status == null ? "UNKNOWN" : status;
            flags = orEmpty(flags);
            aux = onlyAux(aux);
            interfaces = orEmpty(interfaces);
        }

        boolean online() {
            return "ONLINE".equals(status);
        }
    }

    /** One address of a node. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record NetInterface(@Nullable String address) {}

    /**
     * {@code GET /v1/view/resources}: a resource definition's presence on one node, with or without a disk.
     *
     * @param layer the top layer, or null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Resource(
            String name,
            @JsonProperty("node_name") String node,
            List<String> flags,
            @JsonProperty("layer_object") @Nullable Layer layer,
            @Nullable ResourceState state,
            List<Volume> volumes) {
        private static final List<String> DISKLESS =
                List.of("DISKLESS", "DRBD_DISKLESS", "NVME_INITIATOR", "EBS_INITIATOR", "TIE_BREAKER");

        Resource {
            name = orEmpty(name);
            node = orEmpty(node);
            flags = orEmpty(flags);
            volumes = orEmpty(volumes);
        }

        boolean diskless() {
            for (String flag : flags) { // asked often, of many
                if (DISKLESS.contains(flag)) {
                    return true;
                }
            }
            return false;
        }

        /** About to be removed, or never deployed: it counts for nothing. */
        boolean leaving() {
            return flags.contains("DELETE") || flags.contains("DRBD_DELETE");
        }

        boolean inactive() {
            return flags.contains("INACTIVE");
        }

        boolean inUse() {
            return state != null && Boolean.TRUE.equals(state.inUse);
        }

        /** The DRBD part, or null for a resource that DRBD does not replicate. */
        @Nullable
        Drbd drbd() {
            return layer == null ? null : layer.drbdBelow();
        }

        /** Whether DRBD keeps its copies in step, even where it tells nothing of them. */
        boolean replicated() {
            return layer != null && (layer.drbdBelow() != null || layer.has(List.of("DRBD")));
        }

        /** Whether a machine without a disk could use it: over DRBD or NVMe; layers that nobody told forbid nothing. */
        boolean reachableFromElsewhere() {
            return layer == null || layer.untold() || replicated() || layer.has(List.of("NVME"));
        }
    }

    /** One storage layer and those below it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Layer(
            String type, List<Layer> children, @Nullable Drbd drbd) {
        Layer {
            type = orEmpty(type);
            children = orEmpty(children);
        }

        @Nullable
        Drbd drbdBelow() {
            if (drbd != null) {
                return drbd;
            }
            return children.stream()
                    .map(Layer::drbdBelow)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        /** Whether its kind, or that of one below, was left out. */
        boolean untold() {
            return type.isEmpty() || children.stream().anyMatch(Layer::untold);
        }

        boolean has(List<String> types) {
            return types.contains(type) || children.stream().anyMatch(c -> c.has(types));
        }
    }

    /**
     * What DRBD says on one node.
     *
     * @param connections by peer's node name
     * @param mayPromote whether this node could take over now; null when the satellite does not tell
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Drbd(
            Map<String, Connection> connections,
            @JsonProperty("may_promote") @Nullable Boolean mayPromote) {
        Drbd {
            connections = connections == null ? Map.of() : connections;
        }
    }

    /** One DRBD connection as one side sees it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Connection(@Nullable Boolean connected, @Nullable String message) {
        /** True or false as DRBD says, null when it does not know. */
        @Nullable
        Boolean up() {
            if (connected != null || message == null || message.equals("Unknown")) {
                return connected;
            }
            return message.equals("Connected");
        }
    }

    /** Whether somebody has it open on that node. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ResourceState(@JsonProperty("in_use") @Nullable Boolean inUse) {}

    /** One of a resource's disks. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Volume(@Nullable VolumeState state) {
        /** DRBD's word for the disk, such as {@code UpToDate}; empty when unknown. */
        String diskState() {
            return state == null || state.diskState == null ? "" : state.diskState;
        }
    }

    /** A disk's state. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record VolumeState(@JsonProperty("disk_state") @Nullable String diskState) {}

    /** {@code GET /v1/resource-definitions}: a volume as the cluster knows it, wherever its data is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Definition(
            String name,
            @JsonProperty("resource_group_name") String group,
            List<String> flags,
            @JsonProperty("props") Map<String, String> props) {
        Definition {
            name = orEmpty(name);
            group = orEmpty(group);
            flags = orEmpty(flags);
            props = keep(props, key -> key.startsWith(AUX) || key.equals(QUORUM));
        }

        /** {@code majority}, {@code all}, a number, or {@code off}. */
        String quorum() {
            return props.getOrDefault(QUORUM, "off");
        }
    }

    /** {@code GET /v1/resource-groups}: what a StorageClass becomes. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Group(String name, @JsonProperty("props") Map<String, String> aux) {
        Group {
            name = orEmpty(name);
            aux = onlyAux(aux);
        }
    }

    /**
     * {@code GET /v1/view/storage-pools}: one pool on one node.
     *
     * @param provider such as {@code LVM_THIN}; {@code DISKLESS} has no room of its own
     * @param freeKib room, or null when unknown
     * @param spaceManager equal for pools that share their room
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pool(
            @JsonProperty("storage_pool_name") String name,
            @JsonProperty("node_name") String node,
            @JsonProperty("provider_kind") String provider,
            @JsonProperty("free_capacity") @Nullable Long freeKib,
            @JsonProperty("free_space_mgr_name") String spaceManager,
            Map<String, String> props) {
        Pool {
            name = orEmpty(name);
            node = orEmpty(node);
            provider = orEmpty(provider);
            spaceManager = spaceManager == null || spaceManager.isEmpty() ? node + ":" + name : spaceManager;
            props = keep(props, key -> key.endsWith("OversubscriptionRatio"));
        }

        boolean thin() {
            return provider.endsWith("_THIN");
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        if (list == null || list.isEmpty()) {
            return List.of();
        }
        for (T one : list) {
            if (one == null) {
                return list.stream().filter(Objects::nonNull).toList();
            }
        }
        return List.copyOf(list); // as nearly always; and without the room that Jackson leaves in it
    }

    private static Map<String, String> onlyAux(@Nullable Map<String, String> props) {
        return keep(props, key -> key.startsWith(AUX));
    }

    private static Map<String, String> keep(
            @Nullable Map<String, String> props, java.util.function.Predicate<String> wanted) {
        return props == null || props.keySet().stream().noneMatch(wanted)
                ? Map.of()
                : props.entrySet().stream()
                        .filter(e -> e.getValue() != null && wanted.test(e.getKey()))
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
