package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.cluster.Claims;
import org.storkee.scheduling.Case.ClaimKind;
import org.storkee.scheduling.Case.Mounted;
import org.storkee.storage.DriverId;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.storage.Volume;

/** A row of a table built up: a cluster, its storage systems, a pod. */
final class World implements Claims {
    static final DriverId FIRST = new DriverId("mock", "first");
    static final DriverId SECOND = new DriverId("mock", "second");
    static final String PREFIX = "stork.libopenstorage.org/";

    final Topology topology;
    final Pod pod;
    final PodVolumes volumes;
    final Set<DriverId> blind;
    final ClaimsFixture claims = new ClaimsFixture();
    int claimReads;

    World(Case row) {
        List<KubernetesNode> nodes = nodes(row);
        List<StorageView> views = new ArrayList<>();
        views.add(view(FIRST, row, nodes.size(), row.machines(), row.states()));
        views.add(view(
                SECOND,
                row,
                nodes.size(),
                row.secondMachines() == null ? second(row) : row.secondMachines(),
                row.secondStates()));
        topology = Topology.of(nodes, views);
        blind = row.blind() ? Set.of(FIRST) : Set.of();
        pod = pod(row);
        volumes = PodVolumes.of(pod, this, claims, topology);
    }

    /** The pod as the extender gathers it. */
    PodCase podCase() {
        return new PodCase(pod, PodTraits.of(pod), false, volumes, topology, blind, null);
    }

    /** The number of node {@code n<i>}. */
    static int number(String node) {
        return Integer.parseInt(node.substring(1)) - 1;
    }

    @Override
    public PersistentVolumeClaim claim(String namespace, String name) {
        claimReads++;
        return claims.claim(namespace, name);
    }

    @Override
    public PersistentVolume volume(String name) {
        return claims.volume(name);
    }

    @Override
    public StorageClass storageClass(String name) {
        return claims.storageClass(name);
    }

    private static int second(Case row) {
        boolean used = row.volumes().values().stream().anyMatch(v -> v.driver() != null)
                || !row.secondStates().isEmpty();
        return used ? row.places().size() : 0;
    }

    private static List<KubernetesNode> nodes(Case row) {
        List<KubernetesNode> nodes = new ArrayList<>();
        List<String> places = row.places();
        for (int i = 1; i <= places.size(); i++) {
            String hostname = row.kubernetes().hostname().formatted(i);
            String ip = row.kubernetes().ip().formatted(i);
            nodes.add(new KubernetesNode(
                    row.kubernetes().name().formatted(i),
                    hostname.isEmpty() ? null : hostname,
                    ip.isEmpty() ? List.of() : List.of(ip),
                    location(places.get(i - 1)),
                    row.unschedulable().contains("n" + i)));
        }
        return nodes;
    }

    private static Location location(String place) {
        String[] parts = place.split("/");
        return new Location(part(parts, 0), part(parts, 1), part(parts, 2));
    }

    private static String part(String[] parts, int i) {
        return i >= parts.length || parts[i].equals("-") ? null : parts[i];
    }

    private static StorageView view(
            DriverId driver, Case row, int nodes, Integer machines, Map<String, NodeState> states) {
        List<StorageNode> records = new ArrayList<>();
        for (int i = 1; i <= (machines == null ? nodes : machines); i++) {
            records.add(machine("node" + i, i, states.getOrDefault("n" + i, NodeState.ONLINE)));
        }
        row.stale().forEach(n -> records.add(machine("stale-" + n, number(n) + 1, NodeState.OFFLINE)));
        Map<String, Volume> volumes = new HashMap<>();
        row.volumes().forEach((name, v) -> volumes.put(name, volume(name, v)));
        return new StorageView(driver, records, volumes, List.of());
    }

    private static StorageNode machine(String id, int i, NodeState state) {
        List<String> addresses = List.of("192.168.0." + i, "100.155.209." + i);
        return new StorageNode(id, "node" + i, "node" + i, addresses, state, "", false, Location.UNKNOWN);
    }

    private static Volume volume(String name, Mounted mounted) {
        List<Replica> replicas = new ArrayList<>();
        mounted.on().forEach(n -> replicas.add(new Replica(id(n), ReplicaState.UP_TO_DATE)));
        mounted.syncing().forEach(n -> replicas.add(new Replica(id(n), ReplicaState.SYNCING)));
        mounted.failed().forEach(n -> replicas.add(new Replica(id(n), ReplicaState.FAILED)));
        List<String> attached = mounted.attached().stream()
                .map(a -> a.startsWith("n") ? id(a) : a)
                .toList();
        return new Volume(name, replicas, attached, mounted.anti(), prefixed(mounted.labels()));
    }

    private static String id(String node) {
        return "node" + (number(node) + 1);
    }

    private static Map<String, String> prefixed(Map<String, String> values) {
        Map<String, String> prefixed = new HashMap<>();
        values.forEach(
                (key, value) -> prefixed.put(key.equals("winshare") || key.contains("/") ? key : PREFIX + key, value));
        return prefixed;
    }

    private Pod pod(Case row) {
        PodBuilder builder = new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .withNamespace("default")
                .withAnnotations(prefixed(row.pod()))
                .withLabels(row.virtualMachine() == null ? Map.of() : Map.of("kubevirt.io", "virt-launcher"))
                .endMetadata()
                .withNewSpec()
                .endSpec();
        List<io.fabric8.kubernetes.api.model.Volume> mounts = new ArrayList<>();
        row.volumes().forEach((name, mounted) -> mounts.add(mount(name, mounted)));
        for (int i = 0; i < row.pending(); i++) {
            claims.pending("pending-" + i, FIRST);
            mounts.add(byClaim("pending-" + i, "pending-" + i));
        }
        for (int i = 0; i < row.foreign(); i++) {
            claims.foreign("foreign-" + i);
            mounts.add(byClaim("foreign-" + i, "foreign-" + i));
        }
        return builder.editSpec().withVolumes(mounts).endSpec().build();
    }

    private io.fabric8.kubernetes.api.model.Volume mount(String name, Mounted mounted) {
        DriverId driver = mounted.driver() == null ? FIRST : SECOND;
        boolean ephemeral = mounted.claim() == ClaimKind.EPHEMERAL || mounted.claim() == ClaimKind.EPHEMERAL_MISSING;
        String claim = ephemeral ? "pod-" + name : "claim-of-" + name;
        claims.add(claim, name, driver, mounted.claim(), prefixed(mounted.annotations()));
        return ephemeral
                ? new VolumeBuilder()
                        .withName(name)
                        .withNewEphemeral()
                        .endEphemeral()
                        .build()
                : byClaim(name, claim);
    }

    private static io.fabric8.kubernetes.api.model.Volume byClaim(String name, String claim) {
        return new VolumeBuilder()
                .withName(name)
                .withNewPersistentVolumeClaim(claim, false)
                .build();
    }
}
