package org.storkee.testing.linstor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One LINSTOR cluster: nodes with pools, and volumes that DRBD replicates between them. Breaking is told apart as in
 * life: a satellite may fall silent while DRBD goes on, or a whole machine may be gone. Thread-safe.
 */
public final class SimulatedLinstor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long KIB_PER_GI = 1 << 20;

    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Map<String, byte[]> answers = new LinkedHashMap<>();

    /** Adds a satellite, online, with one thick pool of this size, all of it free. */
    public synchronized SimulatedLinstor node(String name, String address, long poolGi) {
        Machine machine = new Machine(name, address);
        machine.freeKib = poolGi * KIB_PER_GI;
        machine.totalKib = machine.freeKib;
        machines.put(name, machine);
        return changed();
    }

    /** Sets a property, such as {@code Aux/zone}, of a node. */
    public synchronized SimulatedLinstor nodeProperty(String node, String key, String value) {
        machine(node).props.put(key, value);
        return changed();
    }

    /** Sets or removes a flag, such as {@code EVICTED}, of a node. */
    public synchronized SimulatedLinstor nodeFlag(String node, String flag, boolean on) {
        Set<String> flags = machine(node).flags;
        var _ = on ? flags.add(flag) : flags.remove(flag);
        return changed();
    }

    /** How much is left in a node's pool. */
    public synchronized SimulatedLinstor free(String node, long gi) {
        machine(node).freeKib = gi * KIB_PER_GI;
        return changed();
    }

    /** Adds an up-to-date volume with disks on these nodes; LINSTOR's own quorum rule decides about its quorum. */
    public synchronized SimulatedLinstor volume(String name, List<String> disks) {
        Resource resource = new Resource(name, disks);
        resource.props.put("DrbdOptions/Resource/quorum", disks.size() >= 3 ? "majority" : "off");
        resources.put(name, resource);
        return changed();
    }

    /** Adds a machine without a disk: a client, or the tie-breaker that gives two disks a quorum. */
    public synchronized SimulatedLinstor diskless(String volume, String node, boolean tieBreaker) {
        Resource resource = resource(volume);
        resource.diskless.put(node, tieBreaker);
        if (resource.disks.size() == 2) {
            resource.props.put("DrbdOptions/Resource/quorum", "majority");
        }
        return changed();
    }

    /** Sets a property of a volume's resource definition. */
    public synchronized SimulatedLinstor volumeProperty(String volume, String key, String value) {
        resource(volume).props.put(key, value);
        return changed();
    }

    /** Removes a volume. */
    public synchronized SimulatedLinstor removeVolume(String name) {
        resources.remove(name);
        return changed();
    }

    /** What DRBD says of one disk, such as {@code Inconsistent}. */
    public synchronized SimulatedLinstor disk(String volume, String node, String state) {
        resource(volume).states.put(node, state);
        return changed();
    }

    /** Opens a volume on a node, or closes it. */
    public synchronized SimulatedLinstor inUse(String volume, String node, boolean open) {
        Set<String> users = resource(volume).users;
        var _ = open ? users.add(node) : users.remove(node);
        return changed();
    }

    /** The satellite stops answering; DRBD on the node goes on. */
    public synchronized SimulatedLinstor silence(String node) {
        machine(node).status = "OFFLINE";
        return changed();
    }

    /** The whole machine is gone: its satellite, and its DRBD connections with it. */
    public synchronized SimulatedLinstor crash(String node) {
        machine(node).lost = true;
        return silence(node);
    }

    /** Whatever was wrong with the node is over. */
    public synchronized SimulatedLinstor heal(String node) {
        machine(node).lost = false;
        machine(node).status = "ONLINE";
        return changed();
    }

    /** Forgets every node and volume. */
    public synchronized SimulatedLinstor clear() {
        machines.clear();
        resources.clear();
        return changed();
    }

    /** {@code path}'s answer as JSON, without its query, or null when there is no such path. */
    public synchronized byte[] answer(String path) {
        return answers.computeIfAbsent(path, p -> switch (p) {
            case "/v1/nodes" -> list(this::nodes);
            case "/v1/resource-definitions" -> list(this::definitions);
            case "/v1/resource-groups" ->
                list(to -> to.accept(
                        JSON.createObjectNode().put("name", "DfltRscGrp").put("description", "")));
            case "/v1/view/resources" -> list(this::resources);
            case "/v1/view/storage-pools" -> list(this::pools);
            default -> null;
        });
    }

    /** One element at a time: a tree of a large cluster's resources would be many times its text. */
    private static byte[] list(Consumer<Consumer<ObjectNode>> elements) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SequenceWriter writer = JSON.writer().writeValuesAsArray(bytes)) {
            elements.accept(element -> {
                try {
                    writer.write(element);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private SimulatedLinstor changed() {
        answers.clear();
        return this;
    }

    private Machine machine(String name) {
        Machine machine = machines.get(name);
        if (machine == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return machine;
    }

    private Resource resource(String name) {
        Resource resource = resources.get(name);
        if (resource == null) {
            throw new IllegalArgumentException("no volume " + name);
        }
        return resource;
    }

    private void nodes(Consumer<ObjectNode> to) {
        to.accept(JSON.createObjectNode()
                .put("name", "controller")
                .put("type", "Controller")
                .put("connection_status", "ONLINE"));
        for (Machine machine : machines.values()) {
            ObjectNode node = JSON.createObjectNode();
            node.put("name", machine.name).put("type", "Satellite").put("connection_status", machine.status);
            machine.flags.forEach(node.putArray("flags")::add);
            machine.props.forEach(node.putObject("props")::put);
            node.putArray("net_interfaces")
                    .addObject()
                    .put("name", "default")
                    .put("address", machine.address)
                    .put("satellite_port", 3366)
                    .put("satellite_encryption_type", "PLAIN")
                    .put("is_active", true);
            node.put("uuid", uuid(machine.name)).put("platform", "LINUX");
            node.putArray("storage_providers").add("DISKLESS").add("LVM");
            node.putArray("resource_layers").add("DRBD").add("STORAGE");
            to.accept(node);
        }
    }

    private void definitions(Consumer<ObjectNode> to) {
        for (Resource resource : resources.values()) {
            ObjectNode definition = JSON.createObjectNode();
            definition.put("name", resource.name).put("uuid", uuid(resource.name));
            definition.put("resource_group_name", "DfltRscGrp");
            resource.props.forEach(definition.putObject("props")::put);
            definition
                    .putArray("layer_data")
                    .addObject()
                    .put("type", "DRBD")
                    .putObject("data")
                    .put("port", 7000)
                    .put("secret", "drbd-shared-secret-of-" + resource.name);
            to.accept(definition);
        }
    }

    private void resources(Consumer<ObjectNode> to) {
        for (Resource resource : resources.values()) {
            List<String> members = new ArrayList<>(resource.disks);
            members.addAll(resource.diskless.keySet());
            for (String member : members) {
                to.accept(resource(resource, member, members));
            }
        }
    }

    private ObjectNode resource(Resource resource, String member, List<String> members) {
        boolean diskless = resource.diskless.containsKey(member);
        ObjectNode one = JSON.createObjectNode();
        one.put("name", resource.name).put("node_name", member).put("uuid", uuid(resource.name + member));
        ArrayNode flags = one.putArray("flags");
        if (diskless) {
            flags.add("DISKLESS").add("DRBD_DISKLESS");
            if (resource.diskless.get(member)) {
                flags.add("TIE_BREAKER");
            }
        }
        one.putObject("state").put("in_use", resource.users.contains(member));
        ObjectNode layer = one.putObject("layer_object").put("type", "DRBD");
        layer.putArray("children").addObject().put("type", "STORAGE").putObject("storage");
        ObjectNode drbd = layer.putObject("drbd").put("node_id", members.indexOf(member));
        ObjectNode connections = drbd.putObject("connections");
        for (String peer : members) {
            if (!peer.equals(member) && !(diskless && resource.diskless.containsKey(peer))) {
                boolean up = !machine(peer).lost && !machine(member).lost;
                connections.putObject(peer).put("connected", up).put("message", up ? "Connected" : "Connecting");
            }
        }
        drbd.put("may_promote", mayPromote(resource, member, members)).put("promotion_score", 10101);
        one.putArray("volumes")
                .addObject()
                .put("volume_number", 0)
                .put("storage_pool_name", diskless ? "DfltDisklessStorPool" : "data")
                .put("provider_kind", diskless ? "DISKLESS" : "LVM")
                .put("allocated_size_kib", KIB_PER_GI)
                .putObject("state")
                .put("disk_state", diskless ? "Diskless" : resource.states.getOrDefault(member, "UpToDate"));
        return one;
    }

    /** As DRBD: nobody else has it open, current data can be reached, and the majority of disks is there. */
    private boolean mayPromote(Resource resource, String member, List<String> members) {
        boolean quorum = !"majority".equals(resource.props.get("DrbdOptions/Resource/quorum"))
                || 2 * resource.disks.stream().filter(d -> !machine(d).lost).count()
                                + (members.stream()
                                                        .filter(m -> !machine(m).lost)
                                                        .count()
                                                > 1
                                        ? 1
                                        : 0)
                        > resource.disks.size();
        boolean free = resource.users.stream().allMatch(user -> user.equals(member) || machine(user).lost);
        boolean data = resource.disks.stream()
                .anyMatch(d -> !machine(d).lost && "UpToDate".equals(resource.states.getOrDefault(d, "UpToDate")));
        return !machine(member).lost && quorum && free && data;
    }

    private void pools(Consumer<ObjectNode> to) {
        for (Machine machine : machines.values()) {
            pool(to, machine, "DfltDisklessStorPool", "DISKLESS", Long.MAX_VALUE, Long.MAX_VALUE);
            if (machine.totalKib > 0) {
                pool(to, machine, "data", "LVM", machine.freeKib, machine.totalKib);
            }
        }
    }

    private static void pool(
            Consumer<ObjectNode> to, Machine machine, String name, String kind, long free, long total) {
        ObjectNode pool = JSON.createObjectNode();
        pool.put("storage_pool_name", name).put("node_name", machine.name).put("provider_kind", kind);
        pool.put("free_space_mgr_name", machine.name + ";" + name).put("uuid", uuid(machine.name + name));
        pool.put("supports_snapshots", false).put("external_locking", false);
        if (machine.status.equals("ONLINE")) {
            pool.put("free_capacity", free).put("total_capacity", total);
        }
        to.accept(pool);
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    private static final class Machine {
        private final String name;
        private final String address;
        private final Map<String, String> props = new LinkedHashMap<>();
        private final Set<String> flags = new HashSet<>();
        private String status = "ONLINE";
        private boolean lost;
        private long freeKib;
        private long totalKib;

        Machine(String name, String address) {
            this.name = name;
            this.address = address;
        }
    }

    private static final class Resource {
        private final String name;
        private final List<String> disks;
        private final Map<String, Boolean> diskless = new LinkedHashMap<>();
        private final Map<String, String> props = new LinkedHashMap<>();
        private final Map<String, String> states = new LinkedHashMap<>();
        private final Set<String> users = new HashSet<>();

        Resource(String name, List<String> disks) {
            this.name = name;
            this.disks = List.copyOf(disks);
        }
    }
}
