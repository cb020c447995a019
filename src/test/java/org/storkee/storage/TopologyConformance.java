package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.StorageUnderTest.Ability;
import org.storkee.storage.StorageUnderTest.Content;
import org.storkee.storage.StorageUnderTest.Machine;
import org.storkee.testing.faults.Fault;

/**
 * What every driver that knows where volumes are must do, so that all mean the same by the same words. Each driver's
 * test subclasses it and opens its storage system; what that lacks it names with the reason
 * ({@link StorageUnderTest#lacks()}), and nothing is overridden.
 */
public abstract class TopologyConformance {
    /** The deadline of one observation to set in drivers that ask. */
    public static final Duration OBSERVE_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final int MANY_MACHINES = 5_000;
    private static final int MANY_VOLUMES = 20_000;
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final long MANY_BYTES = 256L << 20;

    private final RecordingSink sink = new RecordingSink();
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private StorageUnderTest storage;
    private TopologyCapability driver;

    /** Opens the storage system: empty, reachable, with a driver that is wired and not started. */
    protected abstract StorageUnderTest open() throws Exception;

    @BeforeEach
    void openStorage() throws Exception {
        storage = open();
        driver = storage.driver();
    }

    @AfterEach
    void closeStorage() {
        ticks.shutdownNow();
        if (driver != null) {
            driver.stop();
        }
        if (storage != null) {
            storage.close();
            assertThat(sink.failures())
                    .allSatisfy(reason -> assertThat(storage.secrets()).noneMatch(reason::contains));
        }
    }

    // Who owns what

    @Test
    void itOwnsItsVolumesInEveryFormAndFindsThemByTheirKeys() {
        storage.put(Machine.named("node-a"));
        storage.put(Content.on("pv-1", "node-a"));
        start();
        for (PersistentVolume volume : storage.persistentVolumes("pv-1")) {
            eventually(() -> {
                assertThat(driver.owner(volume)).as(form(volume)).isEqualTo(storage.id());
                assertThat(view().volumes()).as(form(volume)).containsKey(driver.volumeKey(volume));
            });
        }
    }

    @Test
    void itRefusesVolumesThatAreNotItsOwn() {
        storage.put(Machine.named("node-a"));
        start();
        eventually(() -> assertThat(view().nodes()).hasSize(1));
        List<PersistentVolume> foreign = Stream.concat(
                        storage.foreignVolumes().stream(), TestVolumes.foreign().stream())
                .toList();
        assertThat(foreign)
                .allSatisfy(volume ->
                        assertThat(driver.owner(volume)).as(form(volume)).isNull());
        assertThat(driver.owner("foreign.example.com")).isNull();
        assertThat(driver.owner("")).isNull();
    }

    @Test
    void aClaimBelongsToItByItsClass() {
        needs(Ability.PENDING_CLAIMS);
        storage.put(Machine.named("node-a"));
        start();
        TestVolumes claims = new TestVolumes();
        claims.storageClass("ours", storage.provisioner());
        claims.storageClass("theirs", "foreign.example.com");
        claims.pending("waiting", "ours");
        claims.pending("foreign", "theirs");
        eventually(() -> {
            PodVolumes volumes = claims.of("waiting", "foreign").volumes(driver, topology());
            assertThat(volumes.problem()).isNull();
            assertThat(volumes.pending()).singleElement().satisfies(pending -> {
                assertThat(pending.claim()).isEqualTo("waiting");
                assertThat(pending.driver()).isEqualTo(storage.id());
            });
        });
    }

    @Test
    void aBoundClaimStaysItsOwnWhenItsClassOrItsAnnotationIsRemoved() {
        storage.put(Machine.named("node-a"));
        storage.put(Content.on("pv-1", "node-a"));
        start();
        for (PersistentVolume volume : storage.persistentVolumes("pv-1")) {
            TestVolumes claims = new TestVolumes();
            claims.storageClass("ours", storage.provisioner());
            claims.bound("annotated-only", volume, "gone", storage.provisioner());
            claims.bound("class-only", volume, "ours", null);
            claims.bound("neither", volume, null, null);
            eventually(() -> {
                PodVolumes volumes =
                        claims.of("annotated-only", "class-only", "neither").volumes(driver, topology());
                assertThat(volumes.provisioned()).as(form(volume)).hasSize(3).allSatisfy(found -> {
                    assertThat(found.driver()).isEqualTo(storage.id());
                    assertThat(found.volume()).isNotNull();
                });
            });
        }
    }

    // Machines

    @ParameterizedTest
    @EnumSource
    void itTellsTheStateOfAMachineInTheStorageSystemsWords(NodeState state) {
        needs(state);
        storage.put(Machine.named("node-a").in(state, false));
        storage.put(Machine.named("node-b"));
        start();
        eventually(() -> {
            assertThat(machine("node-a").state()).isEqualTo(state);
            assertThat(machine("node-a").fenced()).as("nobody vouched").isFalse();
            assertThat(machine("node-b").state()).isEqualTo(NodeState.ONLINE);
            if (!storage.lacks().containsKey(Ability.RAW_STATUS)) {
                assertThat(machine("node-a").rawStatus()).containsIgnoringCase(storage.rawStatus(state));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONLINE")
    void itFollowsAMachineIntoAStateAndBack(NodeState state) {
        needs(state);
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        start();
        eventually(() -> assertThat(machine("node-a").state()).isEqualTo(NodeState.ONLINE));
        storage.put(Machine.named("node-a").in(state, false));
        eventually(() -> assertThat(machine("node-a").state()).isEqualTo(state));
        storage.put(Machine.named("node-a"));
        eventually(() -> assertThat(machine("node-a").state()).isEqualTo(NodeState.ONLINE));
    }

    @Test
    void anOfflineMachineIsFencedOnlyWhenTheStorageSystemVouchesForIt() {
        needs(Ability.FENCED);
        storage.put(Machine.named("node-a").in(NodeState.OFFLINE, true));
        storage.put(Machine.named("node-b").in(NodeState.OFFLINE, false));
        storage.put(Machine.named("node-c"));
        start();
        eventually(() -> {
            assertThat(machine("node-a").state()).isEqualTo(NodeState.OFFLINE);
            assertThat(machine("node-a").fenced()).isTrue();
            assertThat(machine("node-b").fenced()).isFalse();
        });
    }

    @Test
    void aMachineThatIsRemovedIsGoneFromTheView() {
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        start();
        eventually(() -> assertThat(view().nodes()).hasSize(2));
        storage.removeMachine("node-a");
        eventually(() -> assertThat(view().nodes()).hasSize(1));
        assertThat(machine("node-b").state()).isEqualTo(NodeState.ONLINE);
    }

    @Test
    void aMachineIsMatchedByTheNameKubernetesHasForIt() {
        needs(Ability.SCHEDULER_ID);
        matched(machineOf("storage-1", "node-a", null, List.of()), KubernetesNode.named("node-a"));
    }

    @Test
    void aMachineIsMatchedByItsHostNameWhateverItsCase() {
        needs(Ability.HOSTNAME);
        matched(
                machineOf("storage-1", null, "Host-A.example.com", List.of()),
                node("node-a", "host-a.example.com", List.of()));
    }

    @Test
    void aMachineIsMatchedByItsAddress() {
        needs(Ability.ADDRESSES);
        matched(machineOf("storage-1", null, null, List.of("192.0.2.7")), node("node-a", null, List.of("192.0.2.7")));
    }

    @Test
    void aMachineIsMatchedByAShortNameThatFitsNoOther() {
        needs(Ability.HOSTNAME);
        matched(machineOf("storage-1", null, "node-a", List.of()), KubernetesNode.named("node-a.example.com"));
    }

    @Test
    void aMachineIsMatchedByItsIdInTheStorageSystem() {
        storage.put(machineOf("storage-1", null, null, List.of()));
        storage.put(machineOf("storage-2", null, null, List.of()));
        start();
        eventually(() -> {
            DriverTopology topology =
                    topology(KubernetesNode.named("node-z"), KubernetesNode.named(storage.storageId("storage-1")));
            assertThat(view().nodes()).hasSize(2);
            assertThat(topology.recordOf(0)).isEqualTo(-1);
            assertThat(topology.record(topology.recordOf(1)).id()).isEqualTo(storage.storageId("storage-1"));
        });
    }

    @Test
    void aShortNameThatFitsTwoMachinesMatchesNone() {
        needs(Ability.HOSTNAME);
        storage.put(machineOf("storage-1", null, "node-a.one.example.com", List.of()));
        storage.put(machineOf("storage-2", null, "node-a.two.example.com", List.of()));
        start();
        eventually(() -> {
            DriverTopology topology = topology(KubernetesNode.named("node-a"));
            assertThat(view().nodes()).hasSize(2);
            assertThat(topology.recordOf(0)).isEqualTo(-1);
        });
    }

    @Test
    void ofTwoRecordsOfOneMachineTheLivingOneCounts() {
        needs(Ability.DUPLICATES);
        needs(Ability.OFFLINE);
        storage.put(machineOf("storage-old", "node-a", null, List.of()).in(NodeState.OFFLINE, false));
        storage.put(machineOf("storage-new", "node-a", null, List.of()));
        start();
        eventually(() -> {
            DriverTopology matched = topology(KubernetesNode.named("node-a"));
            assertThat(view().nodes()).hasSize(2);
            assertThat(matched.recordCount()).isEqualTo(1);
            assertThat(matched.state(matched.recordOf(0))).isEqualTo(NodeState.ONLINE);
        });
    }

    @Test
    void itTellsWhereAMachineStandsAsFarAsItKnows() {
        Location asked = new Location("rack-1", "zone-1", "region-1");
        boolean rack = has(Ability.RACK);
        boolean zone = has(Ability.ZONE);
        boolean region = has(Ability.REGION);
        assumeTrue(rack || zone || region, () -> storage.lacks().get(Ability.ZONE));
        storage.put(Machine.named("node-a").at(asked));
        start();
        eventually(() -> assertThat(machine("node-a").location())
                .isEqualTo(new Location(rack ? "rack-1" : null, zone ? "zone-1" : null, region ? "region-1" : null)));
    }

    // Volumes

    @Test
    void itTellsOnWhichMachinesAVolumeHasItsData() {
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        storage.put(Machine.named("node-c"));
        storage.put(Content.on("pv-1", "node-a", "node-c"));
        start();
        eventually(() -> {
            assertThat(replicaNodes("pv-1")).containsExactly("node-a", "node-c");
            assertThat(volume("pv-1").replicas()).allMatch(r -> r.state() == ReplicaState.UP_TO_DATE);
        });
    }

    @Test
    void itFollowsAVolumeThatMovesAndOneThatIsRemoved() {
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        storage.put(Content.on("pv-1", "node-a"));
        storage.put(Content.on("pv-2", "node-a"));
        start();
        eventually(() -> assertThat(replicaNodes("pv-1")).containsExactly("node-a"));
        storage.put(Content.on("pv-1", "node-b"));
        storage.removeVolume("pv-2");
        eventually(() -> {
            assertThat(replicaNodes("pv-1")).containsExactly("node-b");
            assertThat(view().volumes()).hasSize(1);
        });
    }

    @Test
    void aReplicaOnAMachineNobodyKnowsHidesNoOther() {
        needs(Ability.UNKNOWN_REPLICA_NODES);
        storage.put(Machine.named("node-a"));
        storage.put(Content.on("pv-1", "node-lost", "node-a"));
        start();
        eventually(() -> assertThat(replicaNodes("pv-1")).containsExactly("node-a"));
    }

    @Test
    void replicasThatAreNotUpToDateAreToldApart() {
        needs(Ability.REPLICA_STATES);
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        storage.put(new Content(
                "pv-1",
                Map.of("node-a", ReplicaState.UP_TO_DATE, "node-b", ReplicaState.FAILED),
                List.of(),
                false,
                Map.of()));
        start();
        eventually(() -> assertThat(volume("pv-1").replicas().stream()
                        .filter(r -> r.state() == ReplicaState.UP_TO_DATE)
                        .map(Replica::node))
                .containsExactly(storage.storageId("node-a")));
    }

    @Test
    void aVolumeWithoutReplicaDataIsKnownAndGivesNoLocality() {
        needs(Ability.VOLUMES_WITHOUT_REPLICAS);
        storage.put(Machine.named("node-a"));
        storage.put(Content.on("pv-1"));
        start();
        eventually(() -> assertThat(volume("pv-1").replicas()).isEmpty());
    }

    @Test
    void itTellsAVolumesLabels() {
        needs(Ability.LABELS);
        storage.put(Machine.named("node-a"));
        storage.put(new Content(
                "pv-1",
                Content.on("pv-1", "node-a").replicas(),
                List.of(),
                false,
                Map.of("stork.libopenstorage.org/preferRemoteNodeOnly", "true")));
        start();
        eventually(() -> assertThat(volume("pv-1").labels())
                .containsEntry("stork.libopenstorage.org/preferRemoteNodeOnly", "true"));
    }

    @Test
    void itTellsWhereAVolumeIsAttached() {
        needs(Ability.ATTACHED_ON);
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        Content attached =
                new Content("pv-1", Content.on("pv-1", "node-a").replicas(), List.of("node-b"), false, Map.of());
        storage.put(attached);
        storage.put(Content.on("pv-2", "node-a"));
        start();
        eventually(() -> {
            DriverTopology topology = topology().driver(storage.id());
            assertThat(volume("pv-1").attachedOn())
                    .singleElement()
                    .satisfies(where -> assertThat(topology.record(topology.recordByIdOrAddress(where))
                                    .id())
                            .isEqualTo(storage.storageId("node-b")));
            assertThat(volume("pv-2").attachedOn()).isEmpty();
        });
    }

    @Test
    void itTellsVolumesThatAreBetterServedFromElsewhere() {
        needs(Ability.REMOTE_ACCESS);
        storage.put(Machine.named("node-a"));
        storage.put(new Content("pv-1", Content.on("pv-1", "node-a").replicas(), List.of(), true, Map.of()));
        storage.put(Content.on("pv-2", "node-a"));
        start();
        eventually(() -> {
            assertThat(volume("pv-1").remoteAccess()).isTrue();
            assertThat(volume("pv-2").remoteAccess()).isFalse();
        });
    }

    // Outages

    @ParameterizedTest
    @EnumSource
    void anOutageIsToldAndTheLastViewKept(Fault fault) {
        needs(fault);
        storage.put(Machine.named("node-a"));
        storage.put(Machine.named("node-b"));
        storage.put(Content.on("pv-1", "node-a"));
        start();
        eventually(() -> assertThat(replicaNodes("pv-1")).containsExactly("node-a"));
        StorageView before = view();
        storage.fail(fault);
        eventually(() -> assertThat(sink.failing()).isTrue());
        answersAtOnce(storage.persistentVolumes("pv-1").getFirst());
        int failures = sink.failures().size();
        eventually(() -> assertThat(sink.failures()).as("told again").hasSizeGreaterThan(failures));
        assertThat(sink.failures())
                .allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotContain("\n"));
        assertThat(view().nodes()).isEqualTo(before.nodes());
        assertThat(view().volumes()).isEqualTo(before.volumes());
        assertThat(sink.published())
                .filteredOn(view -> view.driver().equals(storage.id()))
                .allSatisfy(view -> assertThat(view.nodes()).allMatch(node -> node.state() == NodeState.ONLINE));
        storage.heal();
        storage.put(Content.on("pv-2", "node-b"));
        eventually(() -> {
            assertThat(replicaNodes("pv-2")).containsExactly("node-b");
            assertThat(sink.failing()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aStorageSystemThatIsOutAtTheStartIsAFailureUntilItComes(Fault fault) {
        needs(fault);
        storage.put(Machine.named("node-a"));
        storage.fail(fault);
        start();
        eventually(() -> assertThat(sink.failures()).isNotEmpty());
        assertThat(sink.published()).isEmpty();
        storage.heal();
        eventually(() -> assertThat(machine("node-a").state()).isEqualTo(NodeState.ONLINE));
        eventually(() -> assertThat(sink.failing()).isFalse());
    }

    @Test
    void aViewThatHoldsIsConfirmedAgainAndAgain() {
        storage.put(Machine.named("node-a"));
        start();
        eventually(() -> assertThat(machine("node-a")).isNotNull());
        int news = sink.news();
        eventually(() -> assertThat(sink.news()).isGreaterThan(news + 2));
        assertThat(sink.failures()).isEmpty();
    }

    @Test
    void newCredentialsAreTakenUpWithoutARestart() {
        needs(Ability.CREDENTIAL_ROTATION);
        storage.put(Machine.named("node-a"));
        start();
        eventually(() -> assertThat(view().nodes()).hasSize(1));
        storage.rotateCredentials();
        storage.put(Machine.named("node-b"));
        eventually(() -> {
            assertThat(view().nodes()).hasSize(2);
            assertThat(sink.failing()).isFalse();
        });
    }

    @Test
    void aLookUpOfANewVolumeFindsIt() {
        storage.put(Machine.named("node-a"));
        start();
        eventually(() -> assertThat(view().nodes()).hasSize(1));
        storage.put(Content.on("pv-1", "node-a"));
        PersistentVolume volume = storage.persistentVolumes("pv-1").getFirst();
        driver.lookUp(storage.id(), driver.volumeKey(volume));
        eventually(() -> assertThat(replicaNodes("pv-1")).containsExactly("node-a"));
    }

    // Size

    @Test
    void fiveThousandMachinesAndTwentyThousandVolumesAreObservedWithinSeconds() {
        needs(Ability.SCALE);
        storage.fill(StorageUnderTest.machines(MANY_MACHINES), StorageUnderTest.volumes(MANY_VOLUMES, MANY_MACHINES));
        long before = usedBytes();
        Instant begun = Instant.now();
        start();
        await().atMost(SECONDS.multipliedBy(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> sink.view(storage.id()) != null
                        && view().nodes().size() == MANY_MACHINES
                        && view().volumes().size() == MANY_VOLUMES);
        Duration took = Duration.between(begun, Instant.now());
        assertThat(took).isLessThan(SECONDS);
        int news = sink.news();
        eventually(() ->
                assertThat(sink.news()).as("failures: %s", sink.failures()).isGreaterThan(news + 2));
        sink.forgetHistory();
        long grown = usedBytes() - before;
        System.out.printf(
                "%s: %,d machines and %,d volumes observed in %d ms, %d MiB kept%n",
                storage.id(), MANY_MACHINES, MANY_VOLUMES, took.toMillis(), grown >> 20);
        assertThat(grown).isLessThan(MANY_BYTES);
        assertThat(volume("pv-19999").replicas()).hasSizeGreaterThanOrEqualTo(1);
    }

    // What the tests above are made of

    private void start() {
        driver.start(sink);
        var _ = ticks.scheduleWithFixedDelay(driver::tick, 100, 200, TimeUnit.MILLISECONDS);
    }

    private boolean has(Ability ability) {
        return !storage.lacks().containsKey(ability);
    }

    private void needs(Ability ability) {
        assumeTrue(
                has(ability), () -> "lacks " + ability + ": " + storage.lacks().get(ability));
    }

    private void needs(NodeState state) {
        if (state != NodeState.ONLINE) {
            needs(Ability.valueOf(state.name()));
        }
    }

    private void needs(Fault fault) {
        needs(Ability.valueOf(fault.name()));
    }

    private static void eventually(Runnable assertions) {
        patiently().untilAsserted(assertions::run);
    }

    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    private StorageView view() {
        StorageView view = sink.view(storage.id());
        assertThat(view)
                .as("a view of " + storage.id() + "; failures: " + sink.failures())
                .isNotNull();
        return view;
    }

    private StorageNode machine(String id) {
        return view().nodes().stream()
                .filter(node -> node.id().equals(storage.storageId(id)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no machine " + id + " among " + view().nodes()));
    }

    private Volume volume(String name) {
        String key = driver.volumeKey(storage.persistentVolumes(name).getFirst());
        assertThat(view().volumes()).containsKey(key);
        return view().volumes().get(key);
    }

    /** The names, as Kubernetes has them, of the nodes where the volume's replicas are; ordered. */
    private Set<String> replicaNodes(String volume) {
        Topology topology = topology();
        DriverTopology records = topology.driver(storage.id());
        Set<String> names = new TreeSet<>();
        for (Replica replica : volume(volume).replicas()) {
            int record = records.recordById(replica.node());
            if (record >= 0 && records.nodeOf(record) >= 0) {
                names.add(topology.node(records.nodeOf(record)).name());
            }
        }
        return names;
    }

    private Topology topology() {
        return Topology.of(
                Stream.of("node-a", "node-b", "node-c")
                        .map(KubernetesNode::named)
                        .toList(),
                List.of(view()));
    }

    private DriverTopology topology(KubernetesNode... nodes) {
        return Topology.of(List.of(nodes), List.of(view())).driver(storage.id());
    }

    /** The machine is put beside another, and {@code expected} beside another node. */
    private void matched(Machine machine, KubernetesNode expected) {
        storage.put(machine);
        storage.put(machineOf("storage-2", "node-x", "host-x", List.of("192.0.2.99")));
        start();
        eventually(() -> {
            assertThat(view().nodes()).hasSize(2);
            DriverTopology topology = topology(KubernetesNode.named("node-z"), expected);
            int record = topology.recordOf(1);
            assertThat(record).as(view().nodes().toString()).isNotNegative();
            assertThat(topology.record(record).id()).isEqualTo(storage.storageId(machine.id()));
            assertThat(topology.recordOf(0)).isEqualTo(-1);
        });
    }

    private static Machine machineOf(String id, String schedulerId, String hostname, List<String> addresses) {
        return new Machine(id, schedulerId, hostname, addresses, NodeState.ONLINE, false, Location.UNKNOWN);
    }

    private static KubernetesNode node(String name, String hostname, List<String> ips) {
        return new KubernetesNode(name, hostname, ips, Location.UNKNOWN, false);
    }

    /** Whatever the storage system does, these answer from memory. */
    private void answersAtOnce(PersistentVolume volume) {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Consumer<ThrowingCallable> timed = call -> assertThat(thread.submit(() -> {
                        try {
                            call.call();
                        } catch (Throwable e) {
                            throw new AssertionError(e);
                        }
                    }))
                    .succeedsWithin(AT_ONCE);
            timed.accept(() -> driver.owner(volume));
            timed.accept(() -> driver.owner(storage.provisioner()));
            timed.accept(() -> driver.volumeKey(volume));
            timed.accept(() -> driver.lookUp(storage.id(), driver.volumeKey(volume)));
            timed.accept(driver::tick);
        }
    }

    private static String form(PersistentVolume volume) {
        return new PersistentVolumeBuilder(volume).build().getSpec() + " "
                + volume.getMetadata().getAnnotations();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) { // one collection may leave what the next one takes
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
