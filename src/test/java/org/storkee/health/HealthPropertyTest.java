package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.storkee.api.NodeState;
import org.storkee.health.NodeEvidence.OutOfService;

/** Whatever happens in whatever order: no action without evidence, no force without a fence, and a clean end. */
class HealthPropertyTest {
    private static final int NODES = 7; // of which two may be failed at once
    private static final int ALLOWED = 2;

    @Property(tries = 400)
    void nothingIsDoneWithoutProofAndEverythingEndsClean(@ForAll("histories") List<Step> history) {
        Watched watched = new Watched(HealthSettings.DEFAULTS);
        history.forEach(watched::run);
        watched.recover();
    }

    @Property(tries = 250)
    void theTaintNeedsProofAndNeverStays(@ForAll("histories") List<Step> history) {
        Watched watched = new Watched(Settings.with().taint().get());
        history.forEach(watched::run);
        watched.recover();
    }

    @Property(tries = 100)
    void observeModeWritesNothing(@ForAll("histories") List<Step> history) {
        Watched watched = new Watched(Settings.with().mode(Mode.OBSERVE).get());
        history.forEach(watched::run);
        assertThat(watched.world.done).isEmpty();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Kind.TIME)),
                Tuple.of(3, Arbitraries.of(Kind.OFFLINE, Kind.FENCED)),
                Tuple.of(8, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(1, NODES),
                        Arbitraries.integers().between(1, 8))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /** One thing that happens, to {@code node}; {@code seconds} pass afterwards if it is time that passes. */
    record Step(Kind kind, int node, int seconds) {}

    enum Kind {
        TIME,
        OFFLINE,
        FENCED,
        ONLINE,
        UNREACHABLE,
        DEGRADED,
        KUBELET_LOST,
        KUBELET_BACK,
        NODE_CRASH,
        NODE_BACK,
        POWER_OFF,
        DRIVER_SILENT,
        DRIVER_FAILS,
        DRIVER_BACK,
        LEADER_CHANGE,
        LEADER_PAUSED,
        POD_HANGS,
        POD_OPTS_OUT,
        POD_HAS_FINALIZER,
        POD_IS_REFUSED,
        API_REFUSES,
        API_BACK,
        FOREIGN_TAINT
    }

    /** The world, and what must hold in it at each beat by a count of its own. */
    private static final class Watched {
        final HealthWorld world;
        /** When the driver told that a machine is Offline, without anything else in between. */
        final Map<String, List<Instant>> offline = new HashMap<>();

        /** Nodes whose pods or attachments this leader touched, until the driver says that their storage works. */
        final Set<String> acted = new HashSet<>();

        final Set<String> foreign = new HashSet<>();
        int seen;

        Watched(HealthSettings settings) {
            world = new HealthWorld(settings, NODES);
            for (int i = 1; i <= NODES; i++) {
                String node = "node-" + i;
                world.pod("db-" + i, node).volume("pv-" + i, node, "node-" + (i % NODES + 1));
                world.attach(HealthWorld.DRIVER, "pv-" + i, node);
                TestPod plain = world.pod("web-" + i, node);
                plain.controller = new PodEvidence.Controller("ReplicaSet", "web");
            }
            world.attach(HealthWorld.OTHER, "pv-other", "node-3");
            world.replacement = this::replace;
        }

        /** As a StatefulSet and a scheduler that asks the extender: on the other replica's node, if storage is live. */
        private void replace(TestPod gone) {
            for (VolumeEvidence volume : gone.volumes) {
                volume.replicas().stream()
                        .map(r -> r.node())
                        .filter(n ->
                                world.machines.get(HealthWorld.DRIVER).get(n).live())
                        .filter(n -> world.kubelets.get(n) == KubeletSignal.ALIVE)
                        .findFirst()
                        .ifPresent(n -> {
                            world.recreateOn(gone, n);
                            world.attach(HealthWorld.DRIVER, volume.name(), n);
                        });
            }
        }

        void run(Step step) {
            String node = "node-" + step.node();
            switch (step.kind()) {
                case TIME -> {}
                case OFFLINE -> world.storage(node, NodeState.OFFLINE);
                case FENCED -> world.fenced(node);
                case ONLINE -> world.storage(node, NodeState.ONLINE);
                case UNREACHABLE -> world.storage(node, NodeState.UNREACHABLE);
                case DEGRADED -> world.storage(node, NodeState.DEGRADED);
                case KUBELET_LOST -> world.kubelet(node, KubeletSignal.LOST);
                case KUBELET_BACK -> world.kubelet(node, KubeletSignal.ALIVE);
                case NODE_CRASH -> world.fenced(node).kubelet(node, KubeletSignal.LOST);
                case NODE_BACK -> back(node);
                case POWER_OFF -> {
                    world.storage(node, NodeState.OFFLINE).kubelet(node, KubeletSignal.LOST);
                    world.poweredOff.add(node);
                }
                case DRIVER_SILENT -> world.silent.add(HealthWorld.DRIVER);
                case DRIVER_FAILS -> world.failures.put(HealthWorld.DRIVER, "timeout");
                case DRIVER_BACK -> driverBack();
                case LEADER_CHANGE -> {
                    world.killAndStartAnotherLeader();
                    offline.clear();
                    acted.clear();
                }
                case LEADER_PAUSED -> {
                    world.now = world.now.plusSeconds(20);
                    offline.clear();
                }
                case POD_HANGS ->
                    world.pods.values().stream()
                            .filter(p -> p.node.equals(node))
                            .forEach(p -> p.hangs = true);
                case POD_OPTS_OUT ->
                    world.pods.values().stream()
                            .filter(p -> p.node.equals(node))
                            .forEach(p -> p.optOut = OptOut.NEVER);
                case POD_HAS_FINALIZER ->
                    world.pods.values().stream()
                            .filter(p -> p.node.equals(node))
                            .forEach(p -> p.finalizer = true);
                case POD_IS_REFUSED ->
                    world.pods.values().stream()
                            .filter(p -> p.node.equals(node))
                            .forEach(p -> p.refused = true);
                case API_REFUSES -> world.apiRefuses = true;
                case API_BACK -> world.apiRefuses = false;
                case FOREIGN_TAINT -> {
                    if (world.taints.getOrDefault(node, OutOfService.ABSENT) == OutOfService.ABSENT) {
                        world.taints.put(node, OutOfService.FOREIGN);
                        foreign.add(node);
                    }
                }
            }
            for (int i = 0; i < (step.kind() == Kind.TIME ? step.seconds() : 1); i++) {
                beat();
            }
        }

        private void back(String node) {
            world.storage(node, NodeState.ONLINE).kubelet(node, KubeletSignal.ALIVE);
            world.poweredOff.remove(node);
        }

        private void driverBack() {
            world.silent.clear();
            world.failures.clear();
        }

        private void beat() {
            count();
            Map<String, Boolean> optedOut = new HashMap<>();
            world.pods.forEach((uid, pod) -> optedOut.put(uid, pod.optOut != OptOut.NONE));
            Map<String, String> nodeOf = new HashMap<>();
            world.pods.forEach((uid, pod) -> nodeOf.put(uid, pod.node));
            Set<String> keptByFinalizers = new HashSet<>();
            world.pods.values().stream()
                    .filter(p -> p.termination != null && p.termination.grace().isZero())
                    .forEach(p -> keptByFinalizers.add(p.id.uid()));
            world.beat();
            List<Decision> done = world.done.subList(seen, world.done.size());
            for (Decision decision : done) {
                switch (decision.action()) {
                    case DELETE_GRACEFULLY -> {
                        proven(decision);
                        assertThat(optedOut.get(decision.pod().uid())).isFalse();
                        assertThat(nodeOf.get(decision.pod().uid())).isEqualTo(decision.node());
                    }
                    case FORCE_DELETE, REMOVE_ATTACHMENT -> {
                        proven(decision);
                        assertThat(decision.pod() == null
                                        || keptByFinalizers.contains(
                                                decision.pod().uid()))
                                .as("forced twice: %s", decision)
                                .isEqualTo(decision.pod() == null);
                        assertThat(machine(decision).cannotWrite())
                                .as("fenced: %s", decision)
                                .isTrue();
                    }
                    case TAINT -> {
                        proven(decision);
                        assertThat(world.settings.outOfServiceTaint()).isTrue();
                        assertThat(world.kubelets.get(decision.node())).isEqualTo(KubeletSignal.LOST);
                        assertThat(machine(decision).cannotWrite() || world.poweredOff.contains(decision.node()))
                                .isTrue();
                    }
                    case UNTAINT -> assertThat(foreign).doesNotContain(decision.node());
                    case NOTHING, TELL -> throw new AssertionError(decision);
                }
                assertThat(decision.pod() == null || !decision.pod().name().startsWith("web"))
                        .isTrue();
                assertThat(decision.attachment() == null
                                || HealthWorld.DRIVER.equals(
                                        decision.attachment().driver()))
                        .isTrue();
            }
            boolean acts = done.stream().anyMatch(d -> d.action() != Action.UNTAINT);
            if (acts) {
                assertThat(failed()).as("failed while something is done").isLessThanOrEqualTo(ALLOWED);
                done.forEach(d -> d.machines().forEach(m -> acted.add(m.node())));
                assertThat(acted)
                        .as("acted on and not back, while something is done")
                        .hasSizeLessThanOrEqualTo(ALLOWED);
            }
            seen = world.done.size();
        }

        /** What this beat will show, counted independently of the detector. */
        private void count() {
            Instant now = world.now.plusSeconds(1);
            Instant held = world.heldAt.get(HealthWorld.DRIVER);
            boolean stale = held != null && held.plusSeconds(20).isBefore(now);
            if (!world.failures.isEmpty() || (stale && !world.silent.isEmpty())) {
                offline.clear();
            } else if (world.silent.isEmpty()) {
                world.machines.get(HealthWorld.DRIVER).forEach((node, machine) -> {
                    if (machine.state() == NodeState.OFFLINE) {
                        offline.computeIfAbsent(node, n -> new ArrayList<>()).add(now);
                    } else {
                        offline.remove(node);
                        if (machine.state() != NodeState.UNREACHABLE) {
                            acted.remove(node);
                        }
                    }
                });
            }
        }

        private void proven(Decision decision) {
            List<Instant> told = offline.getOrDefault(decision.node(), List.of());
            assertThat(told)
                    .as("when %s was told to be Offline before %s", decision.node(), HealthWorld.words(decision))
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(Duration.between(told.getFirst(), told.getLast())).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        }

        private MachineEvidence machine(Decision decision) {
            return world.told(HealthWorld.DRIVER, decision.node());
        }

        private long failed() {
            return world.machines.get(HealthWorld.DRIVER).keySet().stream()
                    .filter(node -> world.told(HealthWorld.DRIVER, node).state() == NodeState.OFFLINE)
                    .count();
        }

        /** Everything comes back: then nothing of ours is left and nothing more happens. */
        void recover() {
            driverBack();
            world.apiRefuses = false;
            for (int i = 1; i <= NODES; i++) {
                back("node-" + i);
            }
            world.pods.values().forEach(p -> p.hangs = p.finalizer = p.refused = false);
            for (int i = 0; i < 120; i++) {
                beat();
            }
            assertThat(world.taints).as("our taints").doesNotContainValue(OutOfService.OURS);
            foreign.forEach(node -> assertThat(world.taints).containsEntry(node, OutOfService.FOREIGN));
            assertThat(world.pods.values()).as("pending deletions").noneMatch(p -> p.termination != null);
            int before = world.done.size();
            world.pass(60);
            assertThat(world.done).as("deeds after the recovery").hasSize(before);
            assertThat(world.findings.machines()).as("machines not healthy").isEmpty();
            assertThat(world.attachments)
                    .as("the other driver's attachment")
                    .anyMatch(a -> HealthWorld.OTHER.equals(a.driver()));
        }
    }
}
