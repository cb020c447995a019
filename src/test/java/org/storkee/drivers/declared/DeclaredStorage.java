package org.storkee.drivers.declared;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.storkee.api.NodeState;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;
import org.storkee.cluster.TestClusterCache;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.cluster.PreparedApiServer;
import org.storkee.testing.cluster.ProxiedApiServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.faults.Fault;

/** Objects of the declared API on the real API server, which the driver reaches through a proxy. */
final class DeclaredStorage implements StorageUnderTest {
    private static final String DRIVER = "conformance.storkee.org";

    private final KubernetesClient admin;
    private final ProxiedApiServer way;
    private TestClusterCache cache;
    private KubernetesClient client;
    private PreparedApiServer prepared;
    private final DeclaredDriver driver = new DeclaredDriver();

    DeclaredStorage(TestCluster cluster) {
        admin = cluster.client();
        way = ProxiedApiServer.of(cluster);
        removeAll();
        use(way.client());
        driver.clock = Clock.systemUTC();
        driver.patience = Duration.ofSeconds(1);
        driver.heartbeats = new Heartbeats();
        driver.heartbeats.clock = driver.clock;
        driver.scheduler = ManagedExecutors.scheduled();
    }

    private void use(KubernetesClient next) {
        if (cache != null) {
            cache.close();
        }
        client = next;
        cache = TestClusterCache.start(client);
        driver.cache = cache.cache();
        driver.apiServer = cache.apiServer();
        driver.client = client;
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return new DriverId("declared", DRIVER);
    }

    @Override
    public Map<Ability, String> lacks() {
        Map<Ability, String> lacks = StorageUnderTest.lacking(
                "a NodeStorage object names its Kubernetes node, and has no host name beside", Ability.HOSTNAME);
        lacks.put(
                Ability.CREDENTIAL_ROTATION,
                "the credentials are Stork's own for the API server; its client reads their file again");
        return lacks;
    }

    @Override
    public void put(Machine machine) {
        admin.resource(object(machine)).forceConflicts().serverSideApply();
    }

    private static NodeStorage object(Machine machine) {
        NodeStorageSpec spec = new NodeStorageSpec();
        spec.setDriver(DRIVER);
        spec.setNodeName(machine.schedulerId());
        spec.setAddresses(machine.addresses());
        spec.setState(machine.state());
        spec.setFenced(machine.fenced());
        spec.setMessage("says " + machine.state());
        NodeStorageSpec.Topology topology = new NodeStorageSpec.Topology();
        topology.setRack(machine.location().rack());
        topology.setZone(machine.location().zone());
        topology.setRegion(machine.location().region());
        spec.setTopology(topology);
        NodeStorage object = new NodeStorage();
        object.setMetadata(named(machine.id()));
        object.setSpec(spec);
        return object;
    }

    @Override
    public void removeMachine(String id) {
        admin.resources(NodeStorage.class).withName(id).delete();
    }

    @Override
    public void put(Content volume) {
        admin.resource(object(volume)).forceConflicts().serverSideApply();
    }

    private static VolumeReplicas object(Content volume) {
        VolumeReplicasSpec spec = new VolumeReplicasSpec();
        spec.setDriver(DRIVER);
        spec.setReplicas(volume.replicas().entrySet().stream()
                .map(e -> {
                    VolumeReplicasSpec.Replica replica = new VolumeReplicasSpec.Replica();
                    replica.setNode(e.getKey());
                    replica.setState(e.getValue());
                    return replica;
                })
                .toList());
        spec.setAttachedOn(volume.attachedOn());
        spec.setRemoteAccess(volume.remoteAccess());
        spec.setLabels(volume.labels());
        VolumeReplicas object = new VolumeReplicas();
        object.setMetadata(named(volume.name()));
        object.setSpec(spec);
        return object;
    }

    @Override
    public void removeVolume(String name) {
        admin.resources(VolumeReplicas.class).withName(name).delete();
    }

    @Override
    public void fill(List<Machine> machines, List<Content> volumes) {
        prepared = PreparedApiServer.start();
        prepared.list(
                "/apis/storkee.org/v1alpha1/nodestorages",
                machines.stream().map(DeclaredStorage::object).toList());
        prepared.list(
                "/apis/storkee.org/v1alpha1/volumereplicas",
                volumes.stream().map(DeclaredStorage::object).toList());
        use(prepared.client());
    }

    @Override
    public String rawStatus(NodeState state) {
        return "says " + state;
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        return List.of(
                TestVolumes.csi(volume, DRIVER, "handle-of-" + volume),
                TestVolumes.provisionedBy(TestVolumes.nfs(volume), DRIVER));
    }

    @Override
    public String provisioner() {
        return DRIVER;
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
        driver.scheduler.shutdownNow();
        cache.close();
        way.close();
        if (prepared != null) {
            client.close();
            prepared.close();
        }
        removeAll();
    }

    private void removeAll() {
        admin.resources(NodeStorage.class).list().getItems().stream()
                .filter(n -> DRIVER.equals(n.getSpec().getDriver()))
                .forEach(n -> admin.resource(n).delete());
        admin.resources(VolumeReplicas.class).list().getItems().stream()
                .filter(v -> DRIVER.equals(v.getSpec().getDriver()))
                .forEach(v -> admin.resource(v).delete());
    }

    private static ObjectMeta named(String name) {
        return new ObjectMetaBuilder().withName(name).build();
    }
}
