package org.storkee.health;

import io.opentelemetry.instrumentation.annotations.WithSpan;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.storkee.cluster.Leadership;
import org.storkee.storage.TopologyService;

/**
 * One look at the evidence: signals, detector, plan, and what is admitted goes to {@link Relocations}. Only the leader
 * judges, and one that has just begun to lead has seen nothing yet. Called by one thread at a time.
 */
@ApplicationScoped
class HealthLook {
    /** Why a pod stays although its storage or its node failed. */
    private static final Set<Reason> TOLD = EnumSet.of(
            Reason.LOST_NOT_FENCED,
            Reason.STUCK_NOT_FENCED,
            Reason.ONLY_FINALIZERS,
            Reason.COOLING_DOWN,
            Reason.TOO_MANY_FAILED,
            Reason.NO_REPLICA_ELSEWHERE,
            Reason.BARE,
            Reason.FOREIGN_SCHEDULER,
            Reason.CAME_BACK,
            Reason.NO_EVIDENCE);

    private FailureDetector detector;
    private RelocationBudget budget;
    private final Blindness blindness = new Blindness();
    private boolean leading;

    @Inject
    HealthSettings settings;

    @Inject
    HealthSignals signals;

    @Inject
    NodeSignals nodes;

    @Inject
    Recoveries recoveries;

    @Inject
    TopologyService topologies;

    @Inject
    Leadership leadership;

    @Inject
    Relocations relocations;

    @Inject
    HealthEvents events;

    @Inject
    DecisionLog log;

    @Inject
    MetricRegistry metrics;

    @Inject
    Clock clock;

    @PostConstruct
    void prepare() {
        detector = new FailureDetector(settings);
        budget = new RelocationBudget(settings);
        // At 0 from the start: what a counter is born with is no increase to Prometheus, and a first refusal is news.
        TOLD.forEach(reason -> counter(Action.TELL, reason));
    }

    /** Looks once; waits for nothing. */
    @WithSpan("health look")
    void look() {
        nodes.observe(clock.instant());
        if (!leadership.isLeader()) {
            leading = false;
            relocations.clear();
            return;
        }
        String missing = signals.missing();
        Decision blind = blindness.observe(missing, clock.instant());
        if (blind != null) {
            record(blind);
        }
        if (missing != null) {
            relocations.clear();
            return;
        }
        if (!leading) {
            detector.reset();
            signals.reset();
            leading = true;
        }
        Collection<MachineEvidence> passed = recoveries.take(); // what comes after the evidence is the next look's
        TopologyService.Evidence seen = topologies.evidence();
        Instant now = clock.instant(); // not before: evidence from the future would count for nothing
        List<DriverEvidence> drivers = signals.drivers(seen);
        Set<VolumeKey> abnormal = settings.relocateOn().contains(RelocateOn.VOLUME_ABNORMAL)
                ? signals.abnormal(seen.topology())
                : Set.of();
        passed.forEach(machine -> detector.passed(machine, now));
        Findings findings = detector.observe(drivers, abnormal, now);
        ClusterEvidence cluster = signals.cluster(findings, drivers, seen.topology(), now);
        List<Decision> plan = RelocationPlan.decide(findings, cluster, settings);
        relocations.want(plan);
        if (!plan.isEmpty()) {
            carryOut(budget.admit(plan, now, relocations::underWay), drivers, cluster, now);
        }
    }

    private void carryOut(
            List<Decision> decisions, List<DriverEvidence> drivers, ClusterEvidence cluster, Instant now) {
        Map<MachineId, MachineEvidence> machines = new HashMap<>();
        drivers.forEach(driver -> driver.machines().forEach(machine -> machines.put(machine.id(), machine)));
        Map<PodId, PodEvidence> pods = new HashMap<>();
        cluster.pods().forEach(pod -> pods.put(pod.id(), pod));
        for (Decision decision : decisions) {
            DecisionLog.Entry entry = record(decision);
            if (decision.carryOut()) {
                decision.machines().forEach(machine -> detector.acted(machine, now));
                decision.abnormal().forEach(volume -> detector.acted(volume, now));
                relocations.order(decision, entry.number(), Basis.of(decision, pods, cluster.nodes(), machines));
            }
        }
        relocations.pump(); // not with the next beat: it is a second away
    }

    private DecisionLog.Entry record(Decision decision) {
        DecisionLog.Entry entry = log.add(decision);
        if (entry.count() == 1) {
            count(decision);
            events.tell(decision);
        }
        return entry;
    }

    private void count(Decision decision) {
        counter(decision.action(), decision.reason()).inc();
    }

    private Counter counter(Action action, Reason reason) {
        return metrics.counter(
                "stork_health_decisions",
                new Tag("action", DecisionPage.label(action)),
                new Tag("reason", reason.label()));
    }
}
