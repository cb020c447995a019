package org.storkee.drivers.linstor;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.PollingDrivers;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.faults.Fault;
import org.storkee.testing.faults.FaultProxy;
import org.storkee.testing.linstor.LinstorController;
import org.storkee.testing.linstor.SimulatedLinstor;

/**
 * A simulated LINSTOR behind a fault proxy, and the driver that asks it with a token. States that rest on what peers say
 * get a volume for them to say it of, which is called {@code witness-…}.
 */
final class LinstorStorage implements StorageUnderTest {
    private static final String NAME = "linstor.csi.linbit.com";
    private static final Duration OFTEN = Duration.ofMillis(200);

    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<String, Content> volumes = new LinkedHashMap<>();
    private final SimulatedLinstor cluster = new SimulatedLinstor();
    private final LinstorController controller = LinstorController.start(cluster);
    private final FaultProxy proxy = FaultProxy.to("127.0.0.1", controller.port());
    private final Path token;
    private final LinstorDriver driver;

    LinstorStorage(Path credentials) throws IOException {
        token = Files.writeString(credentials.resolve("token"), "hush-the-first");
        controller.require("Bearer hush-the-first");
        driver = new LinstorDriver() {
            @Override
            LinstorViews views(String name) {
                return new LinstorViews(Set.of(), List.of(), List.of("linstor/rack"));
            }
        };
        driver.controllers = Optional.of(proxy.url());
        driver.username = Optional.empty();
        driver.password = Optional.empty();
        driver.tokenFile = Optional.empty();
        driver.userCertificate = Optional.empty();
        driver.userKey = Optional.empty();
        driver.rootCa = Optional.empty();
        driver.credentialsDir = Optional.of(credentials.toString());
        driver.discovery = new TestDiscovery();
        driver.clock = Clock.systemUTC();
        driver.configure();
        PollingDrivers.wire(driver, OFTEN, TopologyConformance.OBSERVE_TIMEOUT);
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return new DriverId("linstor", NAME);
    }

    @Override
    public Map<Ability, String> lacks() {
        Map<Ability, String> lacks = StorageUnderTest.lacking(
                "a LINSTOR node has one name, which is the Kubernetes node's", Ability.SCHEDULER_ID, Ability.HOSTNAME);
        lacks.putAll(StorageUnderTest.lacking("LINSTOR's node names are unique", Ability.DUPLICATES));
        lacks.putAll(StorageUnderTest.lacking("DRBD is as quick beside a replica as anywhere", Ability.REMOTE_ACCESS));
        return lacks;
    }

    @Override
    public void put(Machine machine) {
        machines.put(machine.id(), machine);
        rebuild();
    }

    @Override
    public void removeMachine(String id) {
        machines.remove(id);
        rebuild();
    }

    @Override
    public void put(Content volume) {
        volumes.put(volume.name(), volume);
        rebuild();
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
        rebuild();
    }

    @Override
    public void fill(List<Machine> many, List<Content> contents) {
        many.forEach(machine -> machines.put(machine.id(), machine));
        contents.forEach(volume -> volumes.put(volume.name(), volume));
        rebuild();
        cluster.answer("/v1/view/resources"); // so that its size does not count as the driver's
    }

    private void rebuild() {
        synchronized (cluster) { // its own lock: no answer shows half of it
            cluster.clear();
            Set<String> known = new TreeSet<>();
            for (Machine machine : machines.values()) {
                known.add(machine.id());
                cluster.node(
                        machine.id(),
                        machine.addresses().isEmpty() ? "" : machine.addresses().getFirst(),
                        10);
                property(machine.id(), "linstor/rack", machine.location().rack());
                property(
                        machine.id(),
                        "topology.kubernetes.io/zone",
                        machine.location().zone());
                property(
                        machine.id(),
                        "topology.kubernetes.io/region",
                        machine.location().region());
            }
            volumes.values().forEach(volume -> create(volume, known));
            machines.values().forEach(this::enter);
        }
    }

    private void property(String node, String label, String value) {
        if (value != null) {
            cluster.nodeProperty(node, "Aux/topology/" + label, value);
        }
    }

    private void create(Content volume, Set<String> known) {
        for (String node : volume.replicas().keySet()) {
            if (known.add(node)) { // LINSTOR knows it until its last resource is gone; the driver does not show it
                cluster.node(node, "", 0).nodeFlag(node, "DELETE", true).crash(node);
            }
        }
        cluster.volume(volume.name(), List.copyOf(volume.replicas().keySet()));
        volume.replicas().forEach((node, state) -> cluster.disk(volume.name(), node, word(state)));
        volume.labels().forEach((key, value) -> cluster.volumeProperty(volume.name(), "Aux/" + key, value));
        for (String node : volume.attachedOn()) {
            if (!volume.replicas().containsKey(node)) {
                cluster.diskless(volume.name(), node, false);
            }
            cluster.inUse(volume.name(), node, true);
        }
    }

    private static String word(ReplicaState state) {
        return switch (state) {
            case UP_TO_DATE -> "UpToDate";
            case SYNCING -> "Inconsistent";
            case FAILED -> "Failed";
        };
    }

    private void enter(Machine machine) {
        String id = machine.id();
        switch (machine.state()) {
            case ONLINE -> {}
            case DEGRADED -> cluster.nodeFlag(id, "EVICTED", true);
            case UNREACHABLE -> cluster.silence(id);
            case STORAGE_DOWN -> cluster.volume("witness-" + id, List.of(id)).disk("witness-" + id, id, "Diskless");
            case OFFLINE -> {
                cluster.node("tie-breaker", "", 0);
                for (Machine peer : machines.values()) {
                    if (peer.state() == NodeState.ONLINE) {
                        cluster.volume("witness-" + id, List.of(id, peer.id()));
                        cluster.diskless("witness-" + id, "tie-breaker", true);
                    }
                }
                if (!machine.fenced()) {
                    cluster.volume("witness-alone-" + id, List.of(id));
                }
                cluster.crash(id);
            }
        }
    }

    @Override
    public String rawStatus(NodeState state) {
        return switch (state) {
            case ONLINE -> "ONLINE";
            case DEGRADED -> "EVICTED";
            case STORAGE_DOWN -> "detached";
            case OFFLINE -> "peers lost it";
            case UNREACHABLE -> "satellite OFFLINE";
        };
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        return List.of(
                TestVolumes.csi(volume, NAME, volume),
                TestVolumes.csi("pvc-of-" + volume, NAME, volume + "/1"),
                TestVolumes.provisionedBy(TestVolumes.nfs(volume), NAME));
    }

    @Override
    public List<PersistentVolume> foreignVolumes() {
        return List.of(
                TestVolumes.csi("foreign", "other." + NAME, "foreign"),
                TestVolumes.provisionedBy(TestVolumes.csi("foreign", "other.csi", "foreign"), NAME));
    }

    @Override
    public String provisioner() {
        return NAME;
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
        controller.require("Bearer hush-the-second");
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
        controller.close();
    }
}
