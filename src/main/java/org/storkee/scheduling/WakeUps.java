package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.ControlLoop;
import org.storkee.cluster.WorkQueue;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;
import org.storkee.storage.TopologyService;

/**
 * Remembers the pods that no node could take and wakes them when a reason clears (design S4): nothing the scheduler
 * watches tells it that a storage node came back, so the pod would sleep for five minutes. Thread-safe and bounded.
 */
@ApplicationScoped
class WakeUps {
    private static final Logger LOG = Logger.getLogger(WakeUps.class.getName());
    private static final int REMEMBERED = 10_000;
    private static final long LOOK_AGAIN_MILLIS = 250;
    private static final int WRITERS = 4;
    private static final int WAKES_PER_LOOK = 50;
    private static final Duration UNKNOWN_POD = Duration.ofMinutes(10);

    private final Map<String, Refused> refused = new LinkedHashMap<>();
    private final NodeNumbers numbers = new NodeNumbers();
    private final AtomicBoolean lookPending = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();

    @Inject
    ClusterCache cache;

    @Inject
    TopologyService topologies;

    @Inject
    Extender extender;

    @Inject
    SchedulingActions actions;

    @Inject
    Clock clock;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private WorkQueue<String> queue;
    private ControlLoop<String> loop;

    @PostConstruct
    void init() {
        queue = new WorkQueue<>(clock);
        loop = new ControlLoop<>("waking pods", queue, scheduler, WRITERS, key -> {
            int slash = key.indexOf('/');
            actions.wake(key.substring(0, slash), key.substring(slash + 1));
        });
    }

    /** A stamp to take before judging a pod that may have to be remembered. */
    long stamp() {
        return changes.get();
    }

    /** No candidate of {@code request} could take its pod, by what was known at {@code stamp} or later. */
    void remember(ExtenderRequest request, long stamp) {
        Topology known = topologies.current();
        synchronized (refused) {
            if (refused.isEmpty()) {
                numbers.clear(); // nodes come and go
            }
            if (refused.size() < REMEMBERED) {
                String uid = String.valueOf(request.pod.getMetadata().getUid());
                refused.put(key(request.pod), new Refused(uid, numbers.of(request, known), clock.instant()));
            }
        }
        if (changes.get() != stamp || topologies.current() != request.topology) {
            lookSoon(); // the reason may have cleared while the pod was judged, and no later change may come
        }
    }

    /** The pod was accepted somewhere. */
    void forget(Pod pod) {
        synchronized (refused) {
            refused.remove(key(pod));
        }
    }

    /** Storage changed: look whether a reason cleared. */
    void changed(@Observes TopologyChanged event) {
        lookSoon();
    }

    /** Something a verdict rests on may have changed; looks at most four times a second. */
    void lookSoon() {
        changes.incrementAndGet();
        synchronized (refused) {
            if (refused.isEmpty()) {
                return;
            }
        }
        if (lookPending.compareAndSet(false, true)) {
            var _ = scheduler.schedule(this::look, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Starts retries that are due; called by the timer. */
    void pump() {
        loop.pump();
    }

    private void look() {
        lookPending.set(false);
        try {
            Topology topology = topologies.current();
            int woken = 0;
            for (Map.Entry<String, Refused> entry : snapshot().entrySet()) {
                if (woken < WAKES_PER_LOOK && clears(entry.getKey(), entry.getValue(), topology)) {
                    queue.add(entry.getKey());
                    woken++;
                }
            }
            loop.pump();
            if (woken == WAKES_PER_LOOK) {
                lookSoon();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "looking for pods to wake failed; the next change looks again", e);
        }
    }

    private Map<String, Refused> snapshot() {
        synchronized (refused) {
            return new LinkedHashMap<>(refused);
        }
    }

    /** True when the pod still waits and one of the nodes that were refused to it would do now; forgets pods that are gone. */
    private boolean clears(String key, Refused was, Topology topology) {
        int slash = key.indexOf('/');
        Pod pod = cache.pods().get(key.substring(0, slash), key.substring(slash + 1));
        boolean unknown = pod == null && clock.instant().isBefore(was.since.plus(UNKNOWN_POD));
        if (unknown) {
            return false;
        }
        boolean waits = pod != null
                && was.uid.equals(String.valueOf(pod.getMetadata().getUid()))
                && (pod.getSpec().getNodeName() == null
                        || pod.getSpec().getNodeName().isEmpty());
        boolean clears = waits && pod != null && accepted(pod, was, topology);
        if (!waits || clears) {
            synchronized (refused) {
                refused.remove(key, was);
            }
        }
        return clears;
    }

    private boolean accepted(Pod pod, Refused was, Topology topology) {
        int[] candidates = new int[topology.size()];
        int count = 0;
        for (int node = 0; node < candidates.length; node++) {
            if (numbers.has(was.nodes, topology.node(node).name())) {
                candidates[count++] = node;
            }
        }
        int[] known = java.util.Arrays.copyOf(candidates, count);
        Verdicts verdicts = extender.judge(pod, topology, known);
        return verdicts.waiting() == null && verdicts.accepted() > 0;
    }

    private static String key(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return (namespace == null ? "default" : namespace) + "/"
                + pod.getMetadata().getName();
    }

    private record Refused(String uid, BitSet nodes, Instant since) {}
}
