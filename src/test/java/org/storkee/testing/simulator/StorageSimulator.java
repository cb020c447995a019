package org.storkee.testing.simulator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.storkee.api.NodeStorage;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;

/**
 * A storage system that exists only in the API server: it publishes NodeStorages, provisions the claims of every
 * StorageClass whose provisioner is its driver's name, and can be broken and healed node by node.
 *
 * <p>StorageClass parameters: {@code replicas} (1 to 99, default 1), {@code remoteAccess: "true"}, and every
 * {@code stork.libopenstorage.org/…} key and {@code winshare}, which become labels of the VolumeReplicas.
 *
 * <p>Room is real: a claim whose selected node has none fails with a {@code ProvisioningFailed} event, counts in
 * {@link #failedProvisions()} and loses its selected node, so that the scheduler chooses again. The CRDs must be
 * installed. A simulator that is started on a cluster where an earlier one ran takes over its volumes, and heals all
 * nodes. Thread-safe. {@link #close()} stops it and leaves every object as it is.
 */
public final class StorageSimulator implements AutoCloseable {
    /** Name of the simulated driver unless another is given. */
    public static final String DEFAULT_DRIVER = "declared.storkee.org";

    private static final int CALLS_AT_ONCE = 24;
    private static final Duration BOUND_WITHIN = Duration.ofSeconds(60);
    private static final Duration BETWEEN_NUDGES = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final StorageObjects objects;
    private final StoragePool pool;
    private final ApiCalls calls = new ApiCalls(CALLS_AT_ONCE);
    private final Heartbeats heartbeats;
    private final NodePublisher publisher;
    private final VolumeReclaimer reclaimer;
    private final ClaimProvisioner provisioner;
    private final BlockingQueue<String> due = new LinkedBlockingQueue<>();
    private final Set<String> queued = ConcurrentHashMap.newKeySet();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final Thread worker;
    private SharedIndexInformer<PersistentVolumeClaim> claims;
    private SharedIndexInformer<StorageClass> classes;

    private StorageSimulator(
            KubernetesClient client, String driver, Collection<SimulatedNode> nodes, Duration leaseDuration) {
        this.client = client;
        this.objects = new StorageObjects(driver);
        this.pool = new StoragePool(nodes);
        this.heartbeats = leaseDuration == null ? null : new Heartbeats(client, pool, calls, leaseDuration);
        this.publisher = new NodePublisher(
                client, objects, pool, node -> heartbeats == null ? null : Heartbeats.reference(node), calls);
        this.reclaimer = new VolumeReclaimer(client, objects, pool, publisher, calls);
        this.provisioner = new ClaimProvisioner(
                client,
                objects,
                pool,
                publisher,
                calls,
                name -> classes.getIndexer().getByKey(name));
        this.worker = Thread.ofPlatform().daemon().name("simulator-provisioner").unstarted(this::work);
    }

    /** Starts a simulator of {@link #DEFAULT_DRIVER} without heartbeats; returns when its nodes are published. */
    public static StorageSimulator start(KubernetesClient client, Collection<SimulatedNode> nodes) {
        return start(client, DEFAULT_DRIVER, nodes, null);
    }

    /**
     * Starts a simulator; returns when its nodes are published and it watches for claims.
     *
     * @param client used for everything; not closed here
     * @param leaseDuration how long a heartbeat Lease holds, at least 1 s; null means no heartbeats
     */
    public static StorageSimulator start(
            KubernetesClient client, String driver, Collection<SimulatedNode> nodes, Duration leaseDuration) {
        StorageSimulator simulator = new StorageSimulator(client, driver, nodes, leaseDuration);
        try {
            simulator.begin();
        } catch (RuntimeException e) {
            simulator.close();
            throw e;
        }
        return simulator;
    }

    /** Carries out a command; returns when the NodeStorage (and with HEAL the Lease) is written. */
    public void command(String node, NodeCommand command) {
        pool.apply(node, command);
        if (command == NodeCommand.HEAL && heartbeats != null) {
            calls.submit("renew Lease " + node, () -> heartbeats.renew(node)).join();
        }
        publisher.publish(node).join();
    }

    /** Takes the data path of a node down; {@code fenced}: the storage system vouches that it cannot write. */
    public void fail(String node, boolean fenced) {
        command(node, fenced ? NodeCommand.FAIL_FENCED : NodeCommand.FAIL);
    }

    /** See {@link NodeCommand#DEGRADE}. */
    public void degrade(String node) {
        command(node, NodeCommand.DEGRADE);
    }

    /** See {@link NodeCommand#STORAGE_DOWN}. */
    public void storageDown(String node) {
        command(node, NodeCommand.STORAGE_DOWN);
    }

    /** See {@link NodeCommand#SILENCE}. */
    public void silence(String node) {
        command(node, NodeCommand.SILENCE);
    }

    /** See {@link NodeCommand#FILL}. */
    public void fill(String node) {
        command(node, NodeCommand.FILL);
    }

    /** See {@link NodeCommand#HEAL}. */
    public void heal(String node) {
        command(node, NodeCommand.HEAL);
    }

    /** Creates a StorageClass of this simulator, or replaces the one of that name. */
    public StorageClass createStorageClass(String name, boolean waitForFirstConsumer, Map<String, String> parameters) {
        client.storage().v1().storageClasses().withName(name).delete();
        return client.resource(objects.storageClass(name, waitForFirstConsumer, parameters))
                .create();
    }

    /** A bound volume without parameters; see {@link #createBoundVolume(PresetVolume)}. */
    public String createBoundVolume(String namespace, String claim, String size, String... nodes) {
        return createBoundVolume(new PresetVolume(namespace, claim, size, List.of(nodes), Map.of()));
    }

    /**
     * Makes a volume with replicas on exactly these nodes, and a claim bound to it. Several may be made at once.
     *
     * @return name of the PersistentVolume; the claim is Bound when this returns
     * @throws IllegalStateException when a node is unknown or has too little room; nothing is made then
     */
    public String createBoundVolume(PresetVolume preset) {
        String volume = preset.volume();
        PersistentVolumeClaim wanted = objects.presetClaim(volume, preset);
        pool.place(volume, StorageObjects.bytes(StorageObjects.requested(wanted)), preset.nodes());
        publisher.settle(preset.nodes());
        client.resource(objects.replicas(volume, preset.nodes(), preset.parameters()))
                .create();
        // In this order the controller binds at once; with the claim first, at its next resync, 15 seconds later.
        client.resource(objects.volume(preset, wanted)).create();
        PersistentVolumeClaim claim = client.resource(wanted).create();
        publisher.roomChanged(preset.nodes());
        awaitBound(claim);
        return volume;
    }

    /** Controllers before 1.36 often look at such a claim too early, and then at its next change or resync only. */
    private void awaitBound(PersistentVolumeClaim claim) {
        long end = System.nanoTime() + BOUND_WITHIN.toNanos();
        for (int look = 1; ; look++) {
            try {
                client.resource(claim)
                        .waitUntilCondition(
                                now -> now != null
                                        && "Bound".equals(now.getStatus().getPhase()),
                                BETWEEN_NUDGES.toMillis(),
                                TimeUnit.MILLISECONDS);
                return;
            } catch (KubernetesClientTimeoutException e) {
                if (System.nanoTime() >= end) {
                    throw e;
                }
            }
            // No edit: that would fail when the controller writes at the same moment, which is all that is wanted.
            String nudge = "{\"metadata\":{\"annotations\":{\"simulator.storkee.org/nudge\":\"" + look + "\"}}}";
            client.resource(claim).patch(PatchContext.of(PatchType.JSON_MERGE), nudge);
        }
    }

    /** How often a claim was refused for want of room, of a live node, or of a sensible class, since the start. */
    public int failedProvisions() {
        return provisioner.failed();
    }

    /** Every node as the simulator knows it, by name. */
    public List<StoragePool.Usage> usage() {
        return pool.usage();
    }

    /** Names of the nodes whose replicas, as the API server has them, take more than the node's capacity. */
    public List<String> overcommitted() {
        Map<String, Long> held = new java.util.HashMap<>();
        Map<String, List<String>> replicas = replicasInCluster();
        for (PersistentVolume volume : client.persistentVolumes().list().getItems()) {
            long bytes = StorageObjects.bytes(volume.getSpec().getCapacity().get("storage"));
            replicas.getOrDefault(volume.getMetadata().getName(), List.of())
                    .forEach(node -> held.merge(node, bytes, Long::sum));
        }
        return pool.usage().stream()
                .filter(usage -> held.getOrDefault(usage.node().name(), 0L)
                        > usage.node().capacityBytes())
                .map(usage -> usage.node().name())
                .toList();
    }

    /** NodeStorage names that hold a replica of this driver's volumes, by PersistentVolume, as the API server has it. */
    public Map<String, List<String>> replicasInCluster() {
        Map<String, List<String>> nodes = new java.util.TreeMap<>();
        for (VolumeReplicas volume :
                client.resources(VolumeReplicas.class).list().getItems()) {
            if (objects.driver().equals(volume.getSpec().getDriver())) {
                nodes.put(
                        volume.getMetadata().getName(),
                        volume.getSpec().getReplicas().stream()
                                .map(VolumeReplicasSpec.Replica::getNode)
                                .toList());
            }
        }
        return nodes;
    }

    /**
     * Stops the simulator and deletes what it published and made: NodeStorages, VolumeReplicas, PersistentVolumes. For
     * tests that share a cluster; claims and pods are the caller's to delete first.
     */
    public void closeAndDelete() {
        close();
        Set<String> volumes = replicasInCluster().keySet();
        volumes.forEach(volume -> {
            client.persistentVolumes().withName(volume).delete();
            client.resources(VolumeReplicas.class).withName(volume).delete();
        });
        pool.usage()
                .forEach(usage -> client.resources(NodeStorage.class)
                        .withName(usage.node().name())
                        .delete());
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
        worker.interrupt();
        if (heartbeats != null) {
            heartbeats.close();
        }
        publisher.close();
        calls.close();
    }

    private void begin() {
        adopt();
        if (heartbeats != null) {
            heartbeats.start();
        }
        publisher.publishAll();
        publisher.start();
        classes =
                watch(client.storage().v1().storageClasses().inform(new Changes<>(ignored -> queueAll(), gone -> {})));
        watch(client.persistentVolumes().inform(new Changes<>(reclaimer::changed, reclaimer::deleted)));
        CommandWatch commands = new CommandWatch(client, objects.driver(), this::command, calls);
        watch(client.resources(NodeStorage.class).inform(new Changes<>(commands::changed, gone -> {})));
        claims = client.persistentVolumeClaims().inAnyNamespace().runnableInformer(0);
        claims.addEventHandler(new Changes<>(claim -> queue(key(claim)), provisioner::forget));
        watch(claims.run());
        worker.start();
    }

    private <T> SharedIndexInformer<T> watch(SharedIndexInformer<T> informer) {
        informers.add(informer);
        return informer;
    }

    /** Takes over the volumes an earlier simulator of this driver made. */
    private void adopt() {
        Map<String, List<String>> replicas = replicasInCluster();
        for (PersistentVolume volume : client.persistentVolumes().list().getItems()) {
            String name = volume.getMetadata().getName();
            if (reclaimer.owns(volume) && replicas.containsKey(name)) {
                long bytes = StorageObjects.bytes(volume.getSpec().getCapacity().get("storage"));
                pool.place(name, bytes, replicas.get(name));
            }
        }
    }

    private void queueAll() {
        if (claims != null) {
            claims.getStore().list().forEach(claim -> queue(key(claim)));
        }
    }

    private void queue(String key) {
        if (queued.add(key)) {
            due.add(key);
        }
    }

    private void work() {
        try {
            while (!Thread.interrupted()) {
                String key = due.take();
                queued.remove(key);
                PersistentVolumeClaim claim = claims.getStore().getByKey(key);
                if (claim != null) {
                    provision(claim, key);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void provision(PersistentVolumeClaim claim, String key) {
        try {
            provisioner.provision(claim, () -> queue(key));
        } catch (RuntimeException e) {
            System.getLogger(StorageSimulator.class.getName())
                    .log(System.Logger.Level.WARNING, "claim " + key + " is left as it is until it changes", e);
        }
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /** An informer's handler that treats added and updated alike. */
    private record Changes<T>(Consumer<T> changed, Consumer<T> gone) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            changed.accept(object);
        }

        @Override
        public void onUpdate(T before, T now) {
            changed.accept(now);
        }

        @Override
        public void onDelete(T object, boolean lastStateUnknown) {
            gone.accept(object);
        }
    }
}
