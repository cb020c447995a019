package org.storkee.health;

import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.storkee.cluster.ControlLoop;
import org.storkee.cluster.WorkQueue;

/**
 * Carries decisions out, several at once and each by itself, so that one that fails or waits holds up no other. What the
 * API server refuses is tried again with back-off, but only while the newest plan still wants it: the cluster may have
 * changed meanwhile. Nothing is remembered that the next plan would not find out anew. Thread-safe.
 */
@ApplicationScoped
class Relocations {
    /** For each node: requests about one that hang must not hold up what is done about another. */
    private static final int THREADS = 8;

    private static final String NOTHING_LEFT = "there was nothing to do any more";
    private static final String GIVEN_UP = "given up: the evidence has changed";

    private final Map<Target, Order> orders = new ConcurrentHashMap<>();
    private volatile Set<Target> wanted = Set.of();
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    @Inject
    RelocationActions actions;

    @Inject
    HealthEvents events;

    @Inject
    DecisionLog log;

    @Inject
    MetricRegistry metrics;

    @Inject
    Clock clock;

    @Resource
    ManagedScheduledExecutorService executor;

    /** What is done to which object: the pod's or attachment's UID, or the node's name. */
    private record Target(Action action, String object) {
        static Target of(Decision decision) {
            PodId pod = decision.pod();
            AttachmentEvidence attachment = decision.attachment();
            String object = attachment != null ? attachment.uid() : pod != null ? pod.uid() : decision.node();
            return new Target(decision.action(), String.valueOf(object));
        }
    }

    /**
     * One decision on its way.
     *
     * @param number its entry in the log
     */
    private record Order(Decision decision, long number, Basis basis) {}

    /** What is to be done about one node. */
    private record Lane(WorkQueue<Target> queue, ControlLoop<Target> loop) {}

    private Lane lane(String node) {
        WorkQueue<Target> queue = new WorkQueue<>(clock);
        return new Lane(queue, new ControlLoop<>("relocations of " + node, queue, executor, THREADS, this::work));
    }

    @PostConstruct
    void prepare() {
        metrics.counter("stork_pods_rescheduled");
    }

    /** The newest plan: orders it does not hold any more are given up. */
    void want(Collection<Decision> plan) {
        wanted = plan.stream().filter(Decision::carryOut).map(Target::of).collect(Collectors.toUnmodifiableSet());
    }

    /** Gives up whatever is not being done at this moment. */
    void clear() {
        wanted = Set.of();
    }

    /** Has a decision carried out; one that is under way already goes on as it is. */
    void order(Decision decision, long number, Basis basis) {
        Target target = Target.of(decision);
        Order former = orders.putIfAbsent(target, new Order(decision, number, basis));
        if (former == null) {
            lanes.computeIfAbsent(String.valueOf(decision.node()), this::lane)
                    .queue
                    .add(target);
        } else if (former.number != number) { // else the entry tells already how far it has come
            log.outcome(number, "under way already, as number " + former.number);
        }
    }

    /** Whether this is being carried out, or waits for its next attempt. */
    boolean underWay(Decision decision) {
        return orders.containsKey(Target.of(decision));
    }

    /** Starts what is due; called by the timer, and after a look that ordered something. */
    void pump() {
        lanes.values().forEach(lane -> lane.loop.pump());
    }

    private void work(Target target) {
        Order order = orders.get(target);
        if (order == null) {
            return;
        }
        if (!wanted.contains(target)) {
            finish(target, order, GIVEN_UP);
            return;
        }
        try {
            boolean done = carryOut(order);
            if (done) {
                events.tellDone(order.decision, order.basis.machine());
            }
            finish(target, order, done ? "done" : wanted.contains(target) ? NOTHING_LEFT : GIVEN_UP);
        } catch (NotLeadingException e) {
            finish(target, order, "given up: another replica leads");
        } catch (KubernetesClientException e) {
            log.outcome(order.number, "the API server refused, it is tried again: " + e.getMessage());
            throw e;
        }
    }

    private void finish(Target target, Order order, String outcome) {
        log.outcome(order.number, outcome);
        orders.remove(target);
    }

    /** Whether it changed anything. */
    private boolean carryOut(Order order) {
        Decision decision = order.decision;
        PodId pod = decision.pod();
        AttachmentEvidence attachment = decision.attachment();
        String node = decision.node();
        return switch (decision.action()) {
            case DELETE_GRACEFULLY, FORCE_DELETE -> pod != null && relocate(order, pod);
            case REMOVE_ATTACHMENT -> attachment != null && actions.remove(attachment);
            case TAINT -> order.basis.node() != null && actions.taint(order.basis.node());
            case UNTAINT -> node != null && actions.untaint(node);
            case NOTHING, TELL -> false;
        };
    }

    /** The order of the two steps matters: after the second there is no pod to mark. */
    private boolean relocate(Order order, PodId pod) {
        if (!order.basis.marked()
                && !actions.markDisrupted(pod, HealthEvents.STORAGE_OFFLINE, message(order.decision))) {
            return false;
        }
        if (!wanted.contains(Target.of(order.decision))) {
            return false; // marking took its time
        }
        boolean deleted = order.decision.action() == Action.FORCE_DELETE
                ? actions.deleteByForce(pod)
                : actions.deleteGracefully(pod);
        if (deleted && !order.basis.terminating()) { // a pod that is forced in the end is one pod
            metrics.counter("stork_pods_rescheduled").inc();
        }
        return deleted;
    }

    private static String message(Decision decision) {
        return "Stork: " + decision.message();
    }
}
