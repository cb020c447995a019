package org.storkee.drivers.longhorn;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.cluster.TestClusterCache;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.cluster.PreparedApiServer;
import org.storkee.testing.cluster.ProxiedApiServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.faults.Fault;

/** Longhorn's objects on the real API server, which the driver reaches through a proxy. */
final class LonghornStorage implements StorageUnderTest {
    private static final String NAMESPACE = "longhorn-conformance";
    private static final LonghornVolume.Spec BLOCK = new LonghornVolume.Spec("rwo", "disabled", false);

    private final LonghornWorld world;
    private final ProxiedApiServer way;
    private final LonghornDriver driver = new LonghornDriver();
    private final Map<String, String> names = new HashMap<>();
    private TestClusterCache cache;
    private KubernetesClient client;
    private PreparedApiServer prepared;

    LonghornStorage(TestCluster cluster) {
        world = new LonghornWorld(cluster.client(), NAMESPACE);
        way = ProxiedApiServer.of(cluster);
        use(way.client());
        driver.clock = Clock.systemUTC();
        driver.patience = Duration.ofSeconds(1);
        driver.discovery = new TestDiscovery(LonghornViews.TYPE);
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
        return LonghornViews.instance(NAMESPACE);
    }

    @Override
    public Map<Ability, String> lacks() {
        Map<Ability, String> lacks = StorageUnderTest.lacking(
                "Longhorn tells of agents (kubelet, manager), never of a machine's data path or of fencing",
                Ability.OFFLINE,
                Ability.FENCED);
        lacks.putAll(StorageUnderTest.lacking(
                "a Longhorn node is called as its Kubernetes node, and has no other name",
                Ability.HOSTNAME,
                Ability.ADDRESSES,
                Ability.DUPLICATES));
        lacks.put(Ability.RACK, "Longhorn knows zones and regions");
        lacks.put(Ability.LABELS, "Longhorn's volumes have none that concern placement");
        lacks.put(Ability.REMOTE_ACCESS, "Longhorn's shared volumes are near or far from no node");
        lacks.put(
                Ability.CREDENTIAL_ROTATION,
                "the credentials are Stork's own for the API server; its client reads their file again");
        return lacks;
    }

    @Override
    public void put(Machine machine) {
        names.put(machine.id(), Objects.requireNonNullElse(machine.schedulerId(), machine.id()));
        world.write(object(machine));
    }

    private static LonghornNode object(Machine machine) {
        return LonghornWorld.node(
                NAMESPACE,
                Objects.requireNonNullElse(machine.schedulerId(), machine.id()),
                machine.state(),
                Objects.requireNonNullElse(machine.location().zone(), ""),
                Objects.requireNonNullElse(machine.location().region(), ""));
    }

    @Override
    public String storageId(String machine) {
        return names.getOrDefault(machine, machine);
    }

    @Override
    public void removeMachine(String id) {
        world.removeMachine(storageId(id));
    }

    @Override
    public void put(Content volume) {
        Map<String, ReplicaState> replicas = volume.replicas().entrySet().stream()
                .collect(Collectors.toMap(r -> storageId(r.getKey()), Map.Entry::getValue));
        String attachedOn =
                volume.attachedOn().stream().map(this::storageId).findFirst().orElse("");
        world.volume(volume.name(), BLOCK, replicas, attachedOn);
    }

    @Override
    public void removeVolume(String name) {
        world.removeVolume(name);
    }

    @Override
    public void fill(List<Machine> machines, List<Content> volumes) {
        prepared = PreparedApiServer.start();
        prepare("nodes", machines.stream().map(LonghornStorage::object).toList());
        prepare(
                "volumes",
                volumes.stream()
                        .map(v -> LonghornWorld.volume(NAMESPACE, v.name(), BLOCK, "node-1"))
                        .toList());
        List<HasMetadata> parts = volumes.stream()
                .flatMap(v -> LonghornWorld.parts(NAMESPACE, v.name(), v.replicas(), "node-1").stream())
                .toList();
        prepare(
                "replicas",
                parts.stream().filter(LonghornReplica.class::isInstance).toList());
        prepare(
                "engines",
                parts.stream().filter(LonghornEngine.class::isInstance).toList());
        use(prepared.client());
    }

    private void prepare(String kind, List<? extends HasMetadata> objects) {
        prepared.list("/apis/longhorn.io/v1beta2/" + kind, objects);
    }

    @Override
    public String rawStatus(NodeState state) {
        return switch (state) {
            case STORAGE_DOWN -> "disk disk-1 is not ready";
            case DEGRADED -> "KubernetesNodePressure";
            case UNREACHABLE -> "ManagerPodDown";
            default -> "";
        };
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        return List.of(TestVolumes.csi("pv-of-" + volume, LonghornViews.CSI_DRIVER, volume));
    }

    @Override
    public String provisioner() {
        return LonghornViews.CSI_DRIVER;
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
        world.close();
    }
}
