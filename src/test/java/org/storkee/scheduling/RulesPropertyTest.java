package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.storage.Volume;

/** What holds for every cluster, pod and volume. */
class RulesPropertyTest {
    private static final List<DriverId> DRIVERS = List.of(new DriverId("mock", "one"), new DriverId("mock", "two"));
    private static final String PREFIX = "stork.libopenstorage.org/";

    @Property
    void aNodeThatMatchesNoStorageRecordChangesNothingForTheOthers(@ForAll("worlds") Setting setting) {
        Topology without = setting.topology(false);
        Topology with = setting.topology(true);
        int[] candidates = IntStream.range(0, without.size()).toArray();
        assertThat(filter(setting, with, candidates)).isEqualTo(filter(setting, without, candidates));
        assertThat(score(setting, with, candidates)).isEqualTo(score(setting, without, candidates));
    }

    @Property
    void aNodeThatFilterAcceptsIsNeverScoredZero(@ForAll("worlds") Setting setting) {
        Topology topology = setting.topology(true);
        int[] candidates = IntStream.range(0, topology.size()).toArray();
        Refusal[] verdicts = filter(setting, topology, candidates);
        int[] scores = score(setting, topology, candidates);
        for (int i = 0; i < candidates.length; i++) {
            if (verdicts[i] == null) {
                assertThat(scores[i]).as("score of node %s", i).isPositive();
            }
        }
    }

    @Property
    void theOrderOfTheCandidatesDoesNotMatter(@ForAll("worlds") Setting setting, @ForAll Random random) {
        Topology topology = setting.topology(true);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, topology.size()).boxed().toList());
        int[] candidates = order.stream().mapToInt(i -> i).toArray();
        Refusal[] verdicts = filter(setting, topology, candidates);
        int[] scores = score(setting, topology, candidates);
        Collections.shuffle(order, random);
        int[] shuffled = order.stream().mapToInt(i -> i).toArray();
        assertThat(filter(setting, topology, shuffled))
                .isEqualTo(Arrays.stream(shuffled).mapToObj(i -> verdicts[i]).toArray(Refusal[]::new));
        assertThat(score(setting, topology, shuffled))
                .isEqualTo(Arrays.stream(shuffled).map(i -> scores[i]).toArray());
    }

    @Property
    void normalizedScoresKeepTheOrderAndTheirRange(@ForAll("worlds") Setting setting) {
        Topology topology = setting.topology(true);
        int[] scores =
                score(setting, topology, IntStream.range(0, topology.size()).toArray());
        int[] normalized = ScoringRules.normalized(scores);
        for (int i = 0; i < scores.length; i++) {
            assertThat(normalized[i]).isBetween(0, 10);
            assertThat(normalized[i] == 0).isEqualTo(scores[i] == 0);
            for (int j = 0; j < scores.length; j++) {
                assertThat(scores[i] < scores[j] && normalized[i] > normalized[j])
                        .isFalse();
            }
        }
    }

    private static Refusal[] filter(Setting setting, Topology topology, int[] candidates) {
        return FilterRules.judge(setting.traits, setting.volumes(), candidates, topology, Set.of());
    }

    private static int[] score(Setting setting, Topology topology, int[] candidates) {
        return ScoringRules.score(setting.traits, setting.volumes(), candidates, topology, Set.of());
    }

    @Provide
    Arbitrary<Setting> worlds() {
        Arbitrary<Boolean> flag = Arbitraries.of(false, false, true);
        Arbitrary<PodTraits> traits = Combinators.combine(flag, flag, flag).as(PodTraits::new);
        return Combinators.combine(
                        machine().list().ofMinSize(1).ofMaxSize(7),
                        mounted().list().ofMaxSize(3),
                        Arbitraries.integers().between(0, 1),
                        traits)
                .as(Setting::new);
    }

    /** Where node i stands, what it says of itself, and how it is with each driver; null: the driver is not there. */
    record Machine(Location location, boolean unschedulable, NodeState first, NodeState second) {}

    record Mounted(int driver, List<Integer> on, ReplicaState state, boolean anti, Map<String, String> labels) {}

    private static Arbitrary<Machine> machine() {
        Arbitrary<String> place = Arbitraries.of("x", "y").injectNull(0.3);
        Arbitrary<NodeState> state = Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, Arbitraries.just(NodeState.ONLINE)),
                        net.jqwik.api.Tuple.of(2, Arbitraries.of(NodeState.class)))
                .injectNull(0.1);
        return Combinators.combine(
                        Combinators.combine(place, place, place).as(Location::new),
                        Arbitraries.of(false, false, false, true),
                        state,
                        state)
                .as(Machine::new);
    }

    private static Arbitrary<Mounted> mounted() {
        Arbitrary<Map<String, String>> labels = Arbitraries.maps(
                        Arbitraries.of("preferRemoteNode", "preferRemoteNodeOnly", "skipSchedulerScoring"),
                        Arbitraries.of("true", "false", "?"))
                .ofMaxSize(2)
                .map(RulesPropertyTest::prefixed);
        Arbitrary<Map<String, String>> all = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, labels),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(Map.of("winshare", "true"))));
        return Combinators.combine(
                        Arbitraries.of(0, 0, 1),
                        Arbitraries.integers()
                                .between(0, 8)
                                .list()
                                .uniqueElements()
                                .ofMaxSize(3),
                        Arbitraries.of(ReplicaState.UP_TO_DATE, ReplicaState.UP_TO_DATE, ReplicaState.SYNCING),
                        Arbitraries.of(false, true),
                        all)
                .as(Mounted::new);
    }

    private static Map<String, String> prefixed(Map<String, String> labels) {
        Map<String, String> prefixed = new HashMap<>();
        labels.forEach((key, value) -> prefixed.put(PREFIX + key, value));
        return prefixed;
    }

    /** A cluster and a pod. */
    record Setting(List<Machine> machines, List<Mounted> mounted, int pending, PodTraits traits) {
        Topology topology(boolean withStranger) {
            List<KubernetesNode> nodes = new ArrayList<>();
            List<StorageView> views = new ArrayList<>();
            for (int i = 0; i < machines.size(); i++) {
                Machine m = machines.get(i);
                nodes.add(new KubernetesNode("node" + i, null, List.of(), m.location, m.unschedulable));
            }
            if (withStranger) {
                nodes.add(new KubernetesNode(
                        "stranger", "strange", List.of("10.9.9.9"), new Location("x", "x", "x"), false));
            }
            for (int d = 0; d < DRIVERS.size(); d++) {
                List<StorageNode> records = new ArrayList<>();
                for (int i = 0; i < machines.size(); i++) {
                    NodeState state = d == 0 ? machines.get(i).first : machines.get(i).second;
                    if (state != null) {
                        String name = "node" + i;
                        records.add(new StorageNode(name, name, null, List.of(), state, "", false, Location.UNKNOWN));
                    }
                }
                views.add(new StorageView(DRIVERS.get(d), records, Map.of(), List.of()));
            }
            return Topology.of(nodes, views);
        }

        PodVolumes volumes() {
            List<ProvisionedVolume> volumes = new ArrayList<>();
            for (Mounted m : mounted) {
                List<Replica> replicas =
                        m.on.stream().map(i -> new Replica("node" + i, m.state)).toList();
                String name = "v" + volumes.size();
                Volume volume = new Volume(name, replicas, List.of(), m.anti, m.labels);
                volumes.add(new ProvisionedVolume(name, name, DRIVERS.get(m.driver), name, volume, m.labels));
            }
            List<PendingClaim> claims =
                    pending == 0 ? List.of() : List.of(new PendingClaim("c", "uid", DRIVERS.getFirst(), 1));
            return new PodVolumes(volumes, claims, List.of(), null);
        }
    }
}
