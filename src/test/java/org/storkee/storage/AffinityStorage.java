package org.storkee.storage;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeFluent;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.cluster.TestClusterCache;
import org.storkee.testing.cluster.PreparedApiServer;
import org.storkee.testing.cluster.ProxiedApiServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.faults.Fault;

/**
 * For drivers that live by what Kubernetes knows: nodes, and PersistentVolumes with node affinity, on the real API server,
 * which the driver reaches through a proxy.
 */
public abstract class AffinityStorage implements StorageUnderTest {
    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String LEASES = "kube-node-lease";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Past the proxy. */
    protected final KubernetesClient admin;

    private final ProxiedApiServer way;
    private final Map<String, String> nodeOf = new ConcurrentHashMap<>();
    private final List<String> volumes = new ArrayList<>();
    private @Nullable TestClusterCache cache;
    private @Nullable PreparedApiServer prepared;

    /** Opens it empty; what an earlier test left is its own close's to remove. */
    protected AffinityStorage(TestCluster cluster) {
        admin = cluster.client();
        way = ProxiedApiServer.of(cluster);
    }

    /** A cache for the driver that is about to start: begun only now, so that an outage meets it empty. */
    protected final TestClusterCache startCache() {
        TestClusterCache started = TestClusterCache.start(prepared == null ? way.client() : prepared.client());
        cache = started;
        return started;
    }

    /** Adds what makes a volume this driver's. */
    protected abstract void source(PersistentVolumeFluent<?>.SpecNested<PersistentVolumeBuilder> spec, String volume);

    /** A node was added under this name for the machine. */
    protected abstract void added(String node, String machine);

    /** The node is about to be removed. */
    protected abstract void removing(String node);

    /** The other lists of a prepared API server. */
    protected abstract void prepare(PreparedApiServer server, List<Machine> machines);

    /** The name of the machine's node. */
    protected final String node(String machine) {
        return nodeOf.getOrDefault(machine, machine);
    }

    @Override
    public void put(Machine machine) {
        String name = machine.schedulerId() == null ? machine.id() : machine.schedulerId();
        NodeCondition ready = ready(machine.state());
        renewLease(name);
        if (nodeOf.put(machine.id(), name) == null) {
            Node node = object(name, machine.state());
            admin.resource(node).create();
            added(name, machine.id());
        } else {
            admin.nodes()
                    .withName(name)
                    .editStatus(node -> new NodeBuilder(node)
                            .editStatus()
                            .withConditions(ready)
                            .endStatus()
                            .build());
        }
    }

    /** Without it Kubernetes declares a node dead that had the name of one of the test before. */
    private void renewLease(String node) {
        admin.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(LEASES)
                        .withName(node)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(node)
                        .withLeaseDurationSeconds(40)
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    private static Node object(String name, NodeState state) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(HOSTNAME, name)
                .endMetadata()
                .withNewStatus()
                .withConditions(ready(state))
                .endStatus()
                .build();
    }

    private static NodeCondition ready(NodeState state) {
        boolean online = state == NodeState.ONLINE;
        return new NodeConditionBuilder()
                .withType("Ready")
                .withStatus(online ? "True" : "Unknown")
                .withReason(online ? "KubeletReady" : "NodeStatusUnknown")
                .withMessage(online ? "" : "Kubelet stopped posting node status.")
                .build();
    }

    @Override
    public void removeMachine(String id) {
        String node = nodeOf.remove(id);
        removing(node);
        admin.nodes().withName(node).delete();
        admin.leases().inNamespace(LEASES).withName(node).delete();
    }

    /** A volume's affinity cannot be changed: one that moves is made again. */
    @Override
    public void put(Content volume) {
        if (volumes.contains(volume.name())) {
            removeVolume(volume.name());
        }
        volumes.add(volume.name());
        admin.resource(object(volume)).create();
    }

    private PersistentVolume object(Content volume) {
        var spec = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volume.name())
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("1Gi"))
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("conformance");
        if (!volume.replicas().isEmpty()) {
            spec.withNewNodeAffinity()
                    .withNewRequired()
                    .addNewNodeSelectorTerm()
                    .addNewMatchExpression()
                    .withKey(HOSTNAME)
                    .withOperator("In")
                    .withValues(
                            volume.replicas().keySet().stream().map(this::node).toList())
                    .endMatchExpression()
                    .endNodeSelectorTerm()
                    .endRequired()
                    .endNodeAffinity();
        }
        source(spec, volume.name());
        return spec.endSpec().build();
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
        admin.persistentVolumes().withName(name).delete();
        await().atMost(PATIENCE)
                .until(() -> admin.persistentVolumes().withName(name).get() == null);
    }

    @Override
    public void fill(List<Machine> machines, List<Content> contents) {
        PreparedApiServer server = PreparedApiServer.start();
        server.list(
                "/api/v1/nodes",
                machines.stream().map(m -> object(m.id(), m.state())).toList());
        server.list(
                "/api/v1/persistentvolumes", contents.stream().map(this::object).toList());
        prepare(server, machines);
        prepared = server;
    }

    @Override
    public String rawStatus(NodeState state) {
        return state == NodeState.ONLINE ? "" : "Kubelet stopped posting node status";
    }

    @Override
    public void fail(Fault fault) {
        way.proxy().set(fault);
    }

    @Override
    public void heal() {
        way.proxy().heal();
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
        }
        way.close();
        if (prepared != null) {
            prepared.close();
        }
        List.copyOf(volumes).forEach(this::removeVolume);
        List.copyOf(nodeOf.keySet()).forEach(this::removeMachine);
    }
}
