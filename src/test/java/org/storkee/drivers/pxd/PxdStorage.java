package org.storkee.drivers.pxd;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.cluster.TestClusterCache;
import org.storkee.storage.DriverId;
import org.storkee.storage.PollingDrivers;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.faults.Fault;
import org.storkee.testing.faults.FaultProxy;
import org.storkee.testing.openstorage.FakeNode;
import org.storkee.testing.openstorage.FakeVolume;
import org.storkee.testing.openstorage.OpenStorageServer;

/** The OpenStorage SDK server with tokens asked for, which the driver reaches through a proxy. */
final class PxdStorage implements StorageUnderTest {
    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final String ISSUER = "stork.openstorage.io";
    private static final String SECRET = "the-first-secret";

    private final PxdDriver driver = new PxdDriver();
    private final OpenStorageServer server;
    private final FaultProxy way;
    private final TestClusterCache cache;
    private final Path secret;
    private final DriverId id;

    PxdStorage(TestCluster cluster, Path folder) throws IOException {
        // The gateway's own limit is a test of its own: here there is no PersistentVolume to go by.
        server = new OpenStorageServer.Options()
                .withTokens(SECRET, ISSUER)
                .withMaxBytes(64 << 20)
                .start(folder, "openstorage");
        way = FaultProxy.to("127.0.0.1", server.port());
        secret = Files.writeString(folder.resolve("secret"), SECRET);
        id = new DriverId("pxd", "127.0.0.1:" + way.port());
        cache = TestClusterCache.start(cluster.client());
        driver.cache = cache.cache();
        driver.client = cluster.client();
        driver.clock = Clock.systemUTC();
        driver.discovery = new TestDiscovery();
        driver.background = ManagedExecutors.virtual();
        Map<String, String> settings =
                Map.of("stork.pxd.endpoint", id.instance(), "stork.pxd.shared-secret-file", secret.toString());
        driver.configure(PxdSettings.read(key -> Optional.ofNullable(settings.get(key))));
        PollingDrivers.wire(driver, OFTEN, TopologyConformance.OBSERVE_TIMEOUT);
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return id;
    }

    @Override
    public Map<Ability, String> lacks() {
        return StorageUnderTest.lacking(
                "rack, zone and region come from the Kubernetes node's labels, as upstream has it",
                Ability.RACK,
                Ability.ZONE,
                Ability.REGION);
    }

    @Override
    public void put(Machine machine) {
        server.putNode(node(machine));
    }

    private static FakeNode node(Machine machine) {
        List<String> addresses = machine.addresses();
        return new FakeNode(
                px(machine.id()),
                status(machine.state(), machine.fenced()),
                machine.schedulerId() == null ? "" : machine.schedulerId(),
                machine.hostname() == null ? "" : machine.hostname(),
                addresses.isEmpty() ? "" : addresses.getFirst(),
                addresses.isEmpty() ? "" : addresses.getLast());
    }

    private static String status(NodeState state, boolean fenced) {
        return switch (state) {
            case ONLINE -> "STATUS_OK";
            case DEGRADED -> "STATUS_STORAGE_DEGRADED";
            case STORAGE_DOWN -> "STATUS_STORAGE_DOWN";
            case OFFLINE -> fenced ? "STATUS_NOT_IN_QUORUM" : "STATUS_OFFLINE";
            case UNREACHABLE -> "STATUS_INIT";
        };
    }

    private static String px(String machine) {
        return "px-" + machine;
    }

    private static String volumeId(String name) {
        return "id-of-" + name;
    }

    @Override
    public String storageId(String machine) {
        return px(machine);
    }

    @Override
    public void removeMachine(String machine) {
        server.deleteNode(px(machine));
    }

    @Override
    public void put(Content volume) {
        server.putVolume(volume(volume));
    }

    private static FakeVolume volume(Content content) {
        FakeVolume volume = new FakeVolume(
                volumeId(content.name()),
                content.name(),
                content.replicas().keySet().stream().map(PxdStorage::px).toArray(String[]::new));
        volume.current(content.replicas().entrySet().stream()
                .filter(e -> e.getValue() == ReplicaState.UP_TO_DATE)
                .map(e -> px(e.getKey()))
                .toArray(String[]::new));
        content.attachedOn().forEach(machine -> volume.attachedOn(px(machine)));
        content.labels().forEach(volume::label);
        return content.remoteAccess() ? volume.sharedByService() : volume;
    }

    @Override
    public void removeVolume(String name) {
        server.deleteVolume(volumeId(name));
    }

    @Override
    public void fill(List<Machine> machines, List<Content> volumes) {
        server.setNodes(machines.stream().map(PxdStorage::node).toList());
        server.setVolumes(volumes.stream().map(PxdStorage::volume).toList());
        // The fake server takes its seconds to gather so many: the deadline that is shipped.
        PollingDrivers.wire(driver, OFTEN, Duration.ofSeconds(10));
    }

    @Override
    public String rawStatus(NodeState state) {
        return status(state, false);
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        PersistentVolume csi = TestVolumes.csi(volume, "pxd.portworx.com", volumeId(volume));
        PersistentVolume inTree = inTree(volume, volumeId(volume));
        return List.of(
                csi,
                TestVolumes.provisionedBy(csi, "pxd.portworx.com"),
                TestVolumes.csi(volume, "pxd.portworx.com", volume),
                inTree,
                inTree(volume, volume),
                TestVolumes.provisionedBy(inTree, "kubernetes.io/portworx-volume"),
                TestVolumes.provisionedBy(inTree, "stork-snapshot"),
                TestVolumes.provisionedBy(TestVolumes.nfs(volume), "com.openstorage.pxd"));
    }

    private static PersistentVolume inTree(String name, String volumeId) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewPortworxVolume()
                .withVolumeID(volumeId)
                .endPortworxVolume()
                .endSpec()
                .build();
    }

    @Override
    public List<PersistentVolume> foreignVolumes() {
        return List.of(
                TestVolumes.csi("near", "pxd.portworx.com.example.org", "1"),
                TestVolumes.provisionedBy(inTree("other", "1"), "ebs.csi.aws.com"));
    }

    @Override
    public String provisioner() {
        return "pxd.portworx.com";
    }

    @Override
    public void fail(Fault fault) {
        if (fault == Fault.EXPIRED_CREDENTIALS) {
            server.setSecret("somebody-changed-it");
        } else {
            way.set(fault);
        }
    }

    @Override
    public void heal() {
        server.setSecret(SECRET);
        way.heal();
    }

    @Override
    public void rotateCredentials() {
        server.setSecret("the-second-secret");
        try {
            Files.writeString(secret, "the-second-secret");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> secrets() {
        return List.of(SECRET, "the-second-secret", "eyJ"); // the last is how every token begins
    }

    @Override
    public void close() {
        driver.background.shutdownNow();
        cache.close();
        way.close();
        server.close();
    }
}
