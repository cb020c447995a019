package org.storkee.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.storage.Volume;

/** What judging and scoring all nodes of a cluster costs, for a pod with two volumes of three replicas each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RulesBench {
    private static final DriverId DRIVER = new DriverId("declared", "declared.storkee.org");

    /** Nodes of the cluster, all of them candidates; every tenth one's storage is Offline. */
    @Param({"100", "1000", "5000"})
    int nodes;

    private Topology topology;
    private PodVolumes volumes;
    private int[] candidates;

    @Setup
    public void build() {
        List<KubernetesNode> kubernetes = new ArrayList<>();
        List<StorageNode> storage = new ArrayList<>();
        Map<String, Volume> all = new HashMap<>();
        for (int i = 0; i < nodes; i++) {
            Location location = new Location("rack-" + i % 60, "zone-" + i % 3, "region-1");
            kubernetes.add(new KubernetesNode(name(i), name(i), List.of(), location, false));
            NodeState state = i % 10 == 9 ? NodeState.OFFLINE : NodeState.ONLINE;
            storage.add(new StorageNode(name(i), name(i), null, List.of(), state, "", false, Location.UNKNOWN));
            all.put("volume-" + i, volume(i));
        }
        topology = Topology.of(kubernetes, List.of(new StorageView(DRIVER, storage, all, List.of())));
        volumes = new PodVolumes(List.of(provisioned(40), provisioned(41)), List.of(), List.of(), null);
        candidates = IntStream.range(0, nodes).toArray();
    }

    @Benchmark
    public Object judge() {
        return FilterRules.judge(PodTraits.NONE, volumes, candidates, topology, Set.of());
    }

    @Benchmark
    public Object score() {
        return ScoringRules.score(PodTraits.NONE, volumes, candidates, topology, Set.of());
    }

    private Volume volume(int number) {
        List<Replica> replicas = IntStream.of(number, number + 37, number + 74)
                .mapToObj(n -> new Replica(name(n % nodes), ReplicaState.UP_TO_DATE))
                .toList();
        return new Volume("volume-" + number, replicas, List.of(), false, Map.of());
    }

    private ProvisionedVolume provisioned(int number) {
        String name = "volume-" + number;
        return new ProvisionedVolume("claim-" + number, name, DRIVER, name, volume(number), Map.of());
    }

    private static String name(int node) {
        return "node-%05d".formatted(node);
    }
}
