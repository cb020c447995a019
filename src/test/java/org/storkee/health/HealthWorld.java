package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.storkee.api.NodeState;
import org.storkee.health.NodeEvidence.OutOfService;
import org.storkee.storage.DriverId;

/**
 * A cluster of pretended machines, kubelets, pods and attachments around the real rules. Each beat is a second: evidence,
 * detector, plan, budget; what is decided happens, as the API server and the kubelets would have it.
 */
final class HealthWorld {
    static final DriverId DRIVER = new DriverId("declared", "declared.storkee.org");
    static final DriverId OTHER = new DriverId("linstor", "linstor.csi.linbit.com");

    final HealthSettings settings;
    final DecisionLog log = new DecisionLog();
    /** Everything that was carried out, in order. */
    final List<Decision> done = new ArrayList<>();

    final Map<String, TestPod> pods = new LinkedHashMap<>();
    final List<AttachmentEvidence> attachments = new ArrayList<>();
    final Map<String, KubeletSignal> kubelets = new TreeMap<>();
    final Map<String, OutOfService> taints = new HashMap<>();
    final Set<String> poweredOff = new HashSet<>();
    final Set<String> cordoned = new HashSet<>();
    final Set<String> unreachable = new HashSet<>();
    final Set<VolumeKey> abnormal = new HashSet<>();
    final Map<DriverId, Map<String, MachineEvidence>> machines = new TreeMap<>();
    /** What a driver said when it was last heard: silent, it says that again. */
    private final Map<DriverId, List<MachineEvidence>> told = new HashMap<>();

    final Map<DriverId, Instant> heldAt = new HashMap<>();
    final Map<DriverId, String> failures = new HashMap<>();
    final Set<DriverId> silent = new HashSet<>();
    final FirstSeen<String> placed = new FirstSeen<>();
    final FirstSeen<String> unused = new FirstSeen<>();
    FailureDetector detector;
    RelocationBudget budget;
    Findings findings;
    List<Decision> decided = List.of();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    /** Deletions do not come through while set. */
    boolean apiRefuses;

    private int uids;
    /** What a controller and the scheduler do about a pod that is gone; by default nothing. */
    java.util.function.Consumer<TestPod> replacement = pod -> {};

    HealthWorld(HealthSettings settings, int nodes) {
        this.settings = settings;
        detector = new FailureDetector(settings);
        budget = new RelocationBudget(settings);
        for (int i = 1; i <= nodes; i++) {
            kubelets.put("node-" + i, KubeletSignal.ALIVE);
            storage("node-" + i, NodeState.ONLINE);
        }
    }

    static HealthWorld of(int nodes) {
        return new HealthWorld(HealthSettings.DEFAULTS, nodes);
    }

    HealthWorld storage(String node, NodeState state) {
        return storage(DRIVER, node, state, false);
    }

    HealthWorld fenced(String node) {
        return storage(DRIVER, node, NodeState.OFFLINE, true);
    }

    HealthWorld storage(DriverId driver, String node, NodeState state, boolean fenced) {
        MachineId id = new MachineId(driver, node, node);
        machines.computeIfAbsent(driver, d -> new TreeMap<>())
                .put(node, new MachineEvidence(id, state, "status " + state, fenced));
        return this;
    }

    HealthWorld kubelet(String node, KubeletSignal signal) {
        kubelets.put(node, signal);
        return this;
    }

    TestPod pod(String name, String node) {
        TestPod pod = new TestPod(name, "uid-" + ++uids, node);
        pods.put(pod.id.uid(), pod);
        return pod;
    }

    AttachmentEvidence attach(DriverId driver, String volume, String node) {
        String name = "csi-" + volume + "-" + node;
        AttachmentEvidence attachment = new AttachmentEvidence(
                name, "uid-" + name, node, driver == null ? "foreign" : driver.instance(), driver, volume, null);
        attachments.add(attachment);
        return attachment;
    }

    /** So many seconds, one beat each. */
    HealthWorld pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            beat();
        }
        return this;
    }

    void beat() {
        now = now.plusSeconds(1);
        finishDeletions();
        look();
        List<Decision> all = RelocationPlan.decide(findings, cluster(), settings);
        decided = budget.admit(all, now, decision -> false);
        for (Decision decision : decided) {
            log.add(decision);
            if (decision.carryOut()) {
                decision.machines().forEach(m -> detector.acted(m, now));
                decision.abnormal().forEach(v -> detector.acted(v, now));
                done.add(decision);
                if (!apiRefuses && !refused(decision)) {
                    carryOut(decision);
                }
            }
        }
    }

    /** Only the detector's part of a beat. */
    Findings look() {
        machines.keySet().stream().filter(d -> !silent.contains(d)).forEach(d -> {
            heldAt.put(d, now);
            told.put(d, List.copyOf(machines.get(d).values()));
        });
        findings = detector.observe(drivers(), abnormal, now);
        return findings;
    }

    private List<DriverEvidence> drivers() {
        List<DriverEvidence> drivers = new ArrayList<>();
        machines.forEach((driver, of) -> drivers.add(new DriverEvidence(
                driver,
                heldAt.get(driver),
                failures.get(driver),
                told.getOrDefault(driver, List.copyOf(of.values())))));
        return drivers;
    }

    /** What the driver last said of its machine on {@code node}. */
    MachineEvidence told(DriverId driver, String node) {
        return told.get(driver).stream()
                .filter(m -> m.id().node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    ClusterEvidence cluster() {
        Map<String, Instant> since = placed.observe(pods.keySet(), now);
        pods.forEach((uid, pod) -> pod.seenSince = since.get(uid));
        Map<String, NodeEvidence> nodes = new TreeMap<>();
        kubelets.forEach((name, kubelet) -> nodes.put(
                name,
                new NodeEvidence(
                        name,
                        "uid-" + name,
                        "boot",
                        kubelet,
                        kubelet != KubeletSignal.LOST,
                        !cordoned.contains(name),
                        unreachable.contains(name),
                        taints.getOrDefault(name, OutOfService.ABSENT),
                        poweredOff.contains(name),
                        Map.of("kubernetes.io/hostname", name))));
        List<PodEvidence> seen = pods.values().stream().map(TestPod::evidence).toList();
        return new ClusterEvidence(now, drivers(), nodes, seen, attachmentEvidence());
    }

    private List<AttachmentEvidence> attachmentEvidence() {
        Map<String, Instant> since = unused.observe(
                attachments.stream()
                        .filter(a -> !used(a))
                        .map(AttachmentEvidence::uid)
                        .toList(),
                now);
        return attachments.stream()
                .map(a -> new AttachmentEvidence(
                        a.name(), a.uid(), a.node(), a.attacher(), a.driver(), a.volume(), since.get(a.uid())))
                .toList();
    }

    private boolean used(AttachmentEvidence attachment) {
        return pods.values().stream()
                .anyMatch(p -> !p.finished
                        && p.node.equals(attachment.node())
                        && p.volumes.stream().anyMatch(v -> v.name().equals(attachment.volume())));
    }

    private void finishDeletions() {
        for (TestPod pod : List.copyOf(pods.values())) {
            boolean over = pod.termination != null
                    && !now.isBefore(pod.termination.seenSince().plus(pod.termination.grace()));
            if (over && !pod.hangs && kubelets.get(pod.node) == KubeletSignal.ALIVE) {
                gone(pod);
            }
        }
    }

    private boolean refused(Decision decision) {
        return decision.pod() != null && pods.get(decision.pod().uid()).refused;
    }

    private void gone(TestPod pod) {
        if (pod.finalizer) {
            if (pod.termination == null || !pod.termination.grace().isZero()) {
                pod.termination = new PodEvidence.Termination(
                        pod.termination == null ? now : pod.termination.seenSince(), Duration.ZERO);
            }
            return;
        }
        pods.remove(pod.id.uid());
        replacement.accept(pod);
    }

    private void carryOut(Decision decision) {
        TestPod pod = decision.pod() == null ? null : pods.get(decision.pod().uid());
        switch (decision.action()) {
            case DELETE_GRACEFULLY -> terminate(pod);
            case FORCE_DELETE -> gone(pod);
            case REMOVE_ATTACHMENT ->
                attachments.removeIf(a -> a.uid().equals(decision.attachment().uid()));
            case TAINT -> taints.put(decision.node(), OutOfService.OURS);
            case UNTAINT -> taints.put(decision.node(), OutOfService.ABSENT);
            case NOTHING, TELL -> throw new AssertionError("nothing to carry out: " + decision);
        }
    }

    /** As a deletion by anybody. */
    void terminate(TestPod pod) {
        if (pod.termination == null) {
            pod.termination = new PodEvidence.Termination(now, pod.grace);
        }
    }

    /** A pod of the same StatefulSet, elsewhere. */
    void recreateOn(TestPod old, String node) {
        TestPod fresh = pod(old.id.name(), node);
        fresh.controller = old.controller;
        fresh.volumes.addAll(old.volumes);
    }

    void killAndStartAnotherLeader() {
        detector = new FailureDetector(settings);
        budget = new RelocationBudget(settings);
        placed.reset();
        unused.reset();
    }

    boolean exists(TestPod pod) {
        return pods.containsKey(pod.id.uid());
    }

    /** What was carried out, as {@code action reason pod-or-node}. */
    List<String> deeds() {
        return deeds(d -> true);
    }

    List<String> deeds(Predicate<Decision> which) {
        return done.stream().filter(which).map(HealthWorld::words).toList();
    }

    static String words(Decision d) {
        String object = d.pod() != null
                ? d.pod().name()
                : d.attachment() != null ? d.attachment().name() : d.node();
        return d.action() + " " + d.reason() + " " + object;
    }

    /** What the last beat said of this pod, or null. */
    Decision said(TestPod pod) {
        return decided.stream().filter(d -> pod.id.equals(d.pod())).findFirst().orElse(null);
    }

    /** Why nothing was done about this pod at the last beat. */
    Reason reason(TestPod pod) {
        Decision said = said(pod);
        return said == null ? null : said.reason();
    }

    /** The last beat's reasons about a node or the driver as a whole. */
    List<Reason> reasonsOn(String node) {
        return decided.stream()
                .filter(d -> d.pod() == null && d.attachment() == null && node.equals(d.node()))
                .map(Decision::reason)
                .toList();
    }

    Duration since(Instant start) {
        return Duration.between(start, now);
    }
}
