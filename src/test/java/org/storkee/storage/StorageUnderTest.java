package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.testing.faults.Fault;

/**
 * One driver and its storage system as {@link TopologyConformance} uses them: the real one, or one with its real
 * schema. Opened empty and reachable for each test, and closed after it. Where a method would have no meaning, the
 * ability it belongs to is in {@link #lacks()} with the reason, and the method is never called.
 */
public interface StorageUnderTest extends AutoCloseable {
    /** What storage systems differ in. */
    enum Ability {
        /** Has machines in the state of this name. */
        DEGRADED,
        STORAGE_DOWN,
        OFFLINE,
        UNREACHABLE,
        /** Vouches that an offline machine cannot write any more. */
        FENCED,
        /** Says something about a machine in its own words. */
        RAW_STATUS,
        /** Knows this name of a machine, by which it is matched with a Kubernetes node. */
        SCHEDULER_ID,
        HOSTNAME,
        ADDRESSES,
        /** May know one machine twice: an old record beside the living one. */
        DUPLICATES,
        RACK,
        ZONE,
        REGION,
        /** Can name a replica on a machine that it does not list. */
        UNKNOWN_REPLICA_NODES,
        /** Tells replicas that are being filled, or have failed, from good ones. */
        REPLICA_STATES,
        /** May know a volume and not where its data is. */
        VOLUMES_WITHOUT_REPLICAS,
        LABELS,
        ATTACHED_ON,
        REMOTE_ACCESS,
        /** Can go wrong in the way of this name. */
        DOWN,
        HANGING,
        SERVER_ERROR,
        GARBAGE,
        EXPIRED_CREDENTIALS,
        /** Its credentials can be exchanged while the driver runs. */
        CREDENTIAL_ROTATION,
        /** Provisions claims that wait for their first consumer. */
        PENDING_CLAIMS,
        /** Can be filled with 5,000 machines and 20,000 volumes in a test. */
        SCALE
    }

    /**
     * A machine to be.
     *
     * @param id what the other methods call it; the storage system may use another id, see {@link #storageId}
     * @param schedulerId the Kubernetes node's name as the storage system knows it, or null
     * @param hostname or null
     * @param addresses IP addresses, may be empty
     * @param state what the driver is to make of it; the harness says it in the storage system's own words
     * @param fenced with {@link NodeState#OFFLINE}
     * @param location by the storage system's word
     */
    record Machine(
            String id,
            @Nullable String schedulerId,
            @Nullable String hostname,
            List<String> addresses,
            NodeState state,
            boolean fenced,
            Location location) {
        /** An online machine that knows its Kubernetes node, which has the same name. */
        public static Machine named(String name) {
            return new Machine(name, name, null, List.of(), NodeState.ONLINE, false, Location.UNKNOWN);
        }

        /** This machine in another state. */
        public Machine in(NodeState other, boolean fencedToo) {
            return new Machine(id, schedulerId, hostname, addresses, other, fencedToo, location);
        }

        /** This machine elsewhere. */
        public Machine at(Location other) {
            return new Machine(id, schedulerId, hostname, addresses, state, fenced, other);
        }
    }

    /**
     * A volume to be.
     *
     * @param name the PersistentVolume's name; the storage system may use another id
     * @param replicas machine ids to the state of the replica there; empty: the storage system does not tell
     * @param attachedOn machine ids
     * @param remoteAccess better served from a machine without a replica
     * @param labels volume labels
     */
    record Content(
            String name,
            Map<String, ReplicaState> replicas,
            List<String> attachedOn,
            boolean remoteAccess,
            Map<String, String> labels) {
        /** A volume with good replicas on these machines. */
        public static Content on(String name, String... machines) {
            Map<String, ReplicaState> replicas = new java.util.LinkedHashMap<>();
            for (String machine : machines) {
                replicas.put(machine, ReplicaState.UP_TO_DATE);
            }
            return new Content(name, replicas, List.of(), false, Map.of());
        }
    }

    /**
     * The driver, wired with this storage system, not yet started; the same one at every call. It asks often (200 ms)
     * and gives up soon ({@link TopologyConformance#OBSERVE_TIMEOUT}), so that tests are short.
     */
    TopologyCapability driver();

    /** Which of the driver's instances this storage system is. */
    DriverId id();

    /** What this storage system has not, and why; a test of it is skipped with that reason. */
    Map<Ability, String> lacks();

    /** Adds or changes a machine. */
    void put(Machine machine);

    /** Removes a machine for good. */
    void removeMachine(String id);

    /** Adds or changes a volume. */
    void put(Content volume);

    /** Removes a volume for good. */
    void removeVolume(String name);

    /** Many machines and volumes at once, quicker than one by one where there is a way. */
    default void fill(List<Machine> machines, List<Content> volumes) {
        machines.forEach(this::put);
        volumes.forEach(this::put);
    }

    /** The storage system's own id of a machine that was put: {@link StorageNode#id()}. */
    default String storageId(String machine) {
        return machine;
    }

    /** A part of {@link StorageNode#rawStatus()} for a machine in this state: the storage system's own words. */
    String rawStatus(NodeState state);

    /** The volume as the cluster has it, in each form that this driver owns; the first is the usual one. */
    List<PersistentVolume> persistentVolumes(String volume);

    /** Volumes that look like this driver's and are not; the suite adds some of its own. */
    default List<PersistentVolume> foreignVolumes() {
        return List.of();
    }

    /** What StorageClasses of this storage system name as provisioner. */
    String provisioner();

    /** The storage system goes wrong, until {@link #heal()}. */
    void fail(Fault fault);

    /** The storage system works again. */
    void heal();

    /** The credentials in use are no longer good; new ones lie where the driver looks for them. */
    default void rotateCredentials() {
        throw new UnsupportedOperationException("CREDENTIAL_ROTATION is lacking");
    }

    /** Texts that nobody may ever read: the credentials, former and later ones. */
    default List<String> secrets() {
        return List.of();
    }

    /** Ends it; the driver is stopped already. */
    @Override
    void close();

    /** A map of what is lacking, for short writing of {@link #lacks()}. */
    static Map<Ability, String> lacking(String reason, Ability... abilities) {
        Map<Ability, String> lacking = new EnumMap<>(Ability.class);
        for (Ability ability : abilities) {
            lacking.put(ability, reason);
        }
        return lacking;
    }

    /** As many machines as {@code count}, {@code node-0} and so on, in ten racks. */
    static List<Machine> machines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Machine.named("node-" + i))
                .toList();
    }

    /** As many volumes as {@code count} with three replicas each, spread over {@code machines} machines. */
    static List<Content> volumes(int count, int machines) {
        return IntStream.range(0, count)
                .mapToObj(i -> Content.on(
                        "pv-" + i,
                        "node-" + i % machines,
                        "node-" + (i * 7L + 1) % machines,
                        "node-" + (i * 13L + 2) % machines))
                .toList();
    }
}
