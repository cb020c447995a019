package org.storkee.drivers.toy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.PollingDrivers;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.faults.Fault;
import org.storkee.testing.faults.FaultProxy;

/** A toy server, and the driver that asks it through a proxy. */
final class ToyStorage implements StorageUnderTest {
    private final Map<String, String> machines = new ConcurrentHashMap<>();
    private final Map<String, String> volumes = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final FaultProxy proxy;
    private final ToyDriver driver;

    ToyStorage() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        proxy = FaultProxy.to("127.0.0.1", server.getAddress().getPort());
        driver = PollingDrivers.wire(new ToyDriver(), Duration.ofMillis(200), TopologyConformance.OBSERVE_TIMEOUT);
        driver.url = Optional.of(URI.create(proxy.url()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = (String.join("", machines.values()) + String.join("", volumes.values()) + "end")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return ToyDriver.ID;
    }

    @Override
    public Map<Ability, String> lacks() {
        return StorageUnderTest.lacking("a toy server wants no credentials", Ability.CREDENTIAL_ROTATION);
    }

    @Override
    public void put(Machine machine) {
        machines.put(
                machine.id(),
                "machine id=%s status=%s node=%s host=%s addresses=%s rack=%s zone=%s region=%s\n"
                        .formatted(
                                machine.id(),
                                machine.fenced() ? "cut-off" : rawStatus(machine.state()),
                                text(machine.schedulerId()),
                                text(machine.hostname()),
                                String.join(",", machine.addresses()),
                                text(machine.location().rack()),
                                text(machine.location().zone()),
                                text(machine.location().region())));
    }

    private static String text(String orNull) {
        return orNull == null ? "" : orNull;
    }

    @Override
    public void removeMachine(String id) {
        machines.remove(id);
    }

    @Override
    public void put(Content volume) {
        String replicas = volume.replicas().entrySet().stream()
                .map(r -> r.getKey() + (r.getValue() == ReplicaState.UP_TO_DATE ? ":good" : ":bad"))
                .collect(Collectors.joining(","));
        String labels = volume.labels().entrySet().stream()
                .map(l -> l.getKey() + ":" + l.getValue())
                .collect(Collectors.joining(","));
        volumes.put(
                volume.name(),
                "volume id=%s replicas=%s attached=%s remote=%s labels=%s\n"
                        .formatted(
                                volume.name(),
                                replicas,
                                String.join(",", volume.attachedOn()),
                                volume.remoteAccess(),
                                labels));
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
    }

    @Override
    public String rawStatus(NodeState state) {
        return switch (state) {
            case ONLINE -> "good";
            case DEGRADED -> "slow";
            case STORAGE_DOWN -> "diskless";
            case OFFLINE -> "broken";
            case UNREACHABLE -> "silent";
        };
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        return List.of(TestVolumes.csi("any-name", ToyDriver.ID.instance(), volume));
    }

    @Override
    public String provisioner() {
        return ToyDriver.ID.instance();
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
    public void close() {
        proxy.close();
        server.stop(0);
    }
}
