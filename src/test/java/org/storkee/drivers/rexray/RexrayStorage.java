package org.storkee.drivers.rexray;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverId;
import org.storkee.storage.PollingDrivers;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.faults.Fault;
import org.storkee.testing.faults.FaultProxy;

/**
 * A simulated libStorage server behind a fault proxy. Its machines are the cluster's nodes. Machines that hold one
 * volume are put into one zone, and that is the volume's.
 */
final class RexrayStorage implements StorageUnderTest {
    private static final Duration OFTEN = Duration.ofMillis(200);

    private final Map<String, String> zones = new LinkedHashMap<>();
    private final Map<String, Content> volumes = new LinkedHashMap<>();
    private final SimulatedLibStorage server = new SimulatedLibStorage("hush-the-first");
    private final FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
    private final Path token;
    private final RexrayDriver driver;

    RexrayStorage(Path credentials) throws IOException {
        token = Files.writeString(credentials.resolve("token"), "hush-the-first\n");
        driver = new RexrayDriver() {
            @Override
            List<RexrayViews.Host> hosts() {
                return RexrayStorage.this.hosts();
            }
        };
        driver.endpoint = Optional.of("tcp://127.0.0.1:" + proxy.port());
        driver.tokenFile = Optional.of(token.toString());
        driver.rootCa = Optional.empty();
        driver.discovery = new TestDiscovery();
        driver.configure();
        PollingDrivers.wire(driver, OFTEN, TopologyConformance.OBSERVE_TIMEOUT);
    }

    private synchronized List<RexrayViews.Host> hosts() {
        return zones.entrySet().stream()
                .map(e -> new RexrayViews.Host(e.getKey(), e.getValue(), List.of()))
                .toList();
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return new DriverId("rexray", "127.0.0.1:" + proxy.port());
    }

    @Override
    public Map<Ability, String> lacks() {
        Map<Ability, String> lacks = StorageUnderTest.lacking(
                "libStorage knows no machines: they are the cluster's nodes, under their own names",
                Ability.SCHEDULER_ID,
                Ability.HOSTNAME,
                Ability.ADDRESSES,
                Ability.DUPLICATES,
                Ability.RACK,
                Ability.ZONE,
                Ability.REGION,
                Ability.UNKNOWN_REPLICA_NODES);
        lacks.putAll(StorageUnderTest.lacking(
                "libStorage tells no health",
                Ability.DEGRADED,
                Ability.STORAGE_DOWN,
                Ability.OFFLINE,
                Ability.UNREACHABLE,
                Ability.FENCED,
                Ability.REPLICA_STATES));
        lacks.putAll(StorageUnderTest.lacking("libStorage does not tell", Ability.REMOTE_ACCESS));
        return lacks;
    }

    @Override
    public synchronized void put(Machine machine) {
        zones.putIfAbsent(machine.id(), "zone-of-" + machine.id());
    }

    @Override
    public synchronized void removeMachine(String id) {
        zones.remove(id);
    }

    @Override
    public void put(Content volume) {
        volumes.put(volume.name(), volume);
        publish();
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
        publish();
    }

    @Override
    public void fill(List<Machine> machines, List<Content> contents) {
        machines.forEach(this::put);
        contents.forEach(volume -> volumes.put(volume.name(), volume));
        publish();
    }

    private synchronized void publish() {
        Map<String, SimulatedLibStorage.Disk> disks = new LinkedHashMap<>();
        volumes.forEach((name, volume) -> {
            String zone = "";
            for (String machine : volume.replicas().keySet()) {
                zone = zone.isEmpty() ? zones.getOrDefault(machine, "zone-of-" + machine) : zone;
                zones.put(machine, zone);
            }
            disks.put("vol-" + name, new SimulatedLibStorage.Disk(zone, volume.attachedOn(), volume.labels()));
        });
        server.show(disks);
    }

    @Override
    public String rawStatus(NodeState state) {
        return "libStorage answers";
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        return List.of(
                flex(volume, "vol-" + volume),
                flex(volume, "name-of-vol-" + volume),
                TestVolumes.csi(volume, "com.thecodeteam.libstorage", "vol-" + volume),
                TestVolumes.csi(volume, "libstorage", "vol-" + volume),
                TestVolumes.provisionedBy(TestVolumes.nfs("vol-" + volume), "rexray"));
    }

    private static PersistentVolume flex(String name, String id) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewFlexVolume()
                .withDriver("rexray/flexrex")
                .addToOptions("volumeID", id)
                .endFlexVolume()
                .endSpec()
                .build();
    }

    @Override
    public List<PersistentVolume> foreignVolumes() {
        return List.of(
                TestVolumes.csi("foreign", "org.rexray/other", "v"), TestVolumes.csi("f", "com.thecodeteam", "v"));
    }

    @Override
    public String provisioner() {
        return "rexray";
    }

    @Override
    public void fail(Fault fault) {
        proxy.set(fault);
    }

    @Override
    public void heal() {
        proxy.heal();
    }

    @Override
    public void rotateCredentials() {
        server.require("hush-the-second");
        try {
            Files.writeString(token, "hush-the-second");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> secrets() {
        return List.of("hush-the-first", "hush-the-second");
    }

    @Override
    public void close() {
        driver.close();
        proxy.close();
        server.close();
    }
}
