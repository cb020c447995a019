package org.storkee.admission;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Leadership;
import org.storkee.storage.DriverRegistry;

/**
 * Pods that slipped through: made while the webhook was registered, with volumes of a driver, and yet for the default
 * scheduler, because nobody answered the API server in time. Every replica finds them, also those that were made while
 * none ran; the leader counts each once and says so on the pod.
 */
@ApplicationScoped
class Misses {
    private static final Logger LOG = Logger.getLogger(Misses.class.getName());
    /** Until the pod's claims have arrived in the cache. */
    private static final Duration DELAY = Duration.ofSeconds(3);
    /** The API server takes a moment to heed a registration. */
    private static final Duration SETTLING = Duration.ofSeconds(5);
    /** How far back is looked; well below the hour for which Kubernetes keeps the events that say which are told. */
    private static final Duration WINDOW = Duration.ofMinutes(30);

    private static final int REMEMBERED = 10_000;
    /** Told in one go: the certificate's turn comes between. */
    private static final int AT_ONCE = 100;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    /** Judged, and to be told by the leader; used by {@link #look} alone. */
    private final Queue<Missed> missed = new ArrayDeque<>();

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    AdmissionSettings settings;

    @Inject
    WebhookRegistration registration;

    @Inject
    Leadership leadership;

    @Inject
    AdmissionActions actions;

    @Inject
    AdmissionMetrics metrics;

    @Inject
    Clock clock;

    private record Waiting(Pod pod, Instant due) {}

    private record Missed(Pod pod, String message) {}

    /** Begins to watch; called once. */
    void start() {
        cache.pods().onChange(this::changed, pod -> {});
    }

    /** Cheap for the many pods that are none of our business. */
    void changed(Pod pod) {
        if (!isCandidate(pod)
                || settings.skipNamespaces().contains(pod.getMetadata().getNamespace())
                || !createdAfter(pod, clock.instant().minus(WINDOW))) {
            return;
        }
        synchronized (waiting) {
            if (seen.put(pod.getMetadata().getUid(), true) == null && isForTheScheduler(pod)) {
                add(waiting, new Waiting(pod, clock.instant().plus(DELAY)));
            }
        }
    }

    /** Judges the pods whose claims have had time to arrive, and tells; called every second, by one thread at a time. */
    void look() {
        if (!cache.ready() || !drivers.observed()) {
            return; // nobody can tell yet whose a volume is
        }
        for (Pod pod = next(); pod != null; pod = next()) {
            judge(pod);
        }
        Instant horizon = clock.instant().minus(WINDOW);
        missed.removeIf(each -> !createdAfter(each.pod(), horizon));
        Instant since = registration.registeredAt();
        if (since != null) {
            tell(since.plus(SETTLING));
        }
    }

    private void judge(Pod pod) {
        // As it came to the API server: the node is the scheduler's doing.
        Pod created =
                new PodBuilder(pod).editSpec().withNodeName(null).endSpec().build();
        AdmissionRules.Verdict verdict = AdmissionRules.judge(
                created,
                settings.policy(),
                () -> PodStorage.of(created, pod.getMetadata().getNamespace(), new CachedClaims(cache), drivers));
        if (verdict.outcome() == Outcome.STORK) {
            add(
                    missed,
                    new Missed(
                            pod,
                            "The pod uses volumes of " + verdict.drivers() + " and names "
                                    + AdmissionRules.DEFAULT_SCHEDULER + ": the webhook did not answer when it was"
                                    + " created, or did not know this storage yet; it may be placed without regard"
                                    + " to its data. Created again, it gets schedulerName "
                                    + settings.policy().scheduler()));
        }
    }

    /** What the API server does not take now stays for the next look. */
    private void tell(Instant since) {
        try {
            for (int i = 0; i < AT_ONCE && leadership.isLeader(); i++) {
                Missed first = missed.peek();
                if (first == null) {
                    return;
                }
                if (createdAfter(first.pod(), since) && actions.tellMissed(first.pod(), first.message())) {
                    metrics.missed();
                }
                missed.remove();
            }
        } catch (KubernetesClientException e) {
            LOG.log(Level.FINE, "pods that slipped through are told later", e);
        }
    }

    private @Nullable Pod next() {
        synchronized (waiting) {
            Waiting first = waiting.peek();
            if (first == null || clock.instant().isBefore(first.due())) {
                return null;
            }
            waiting.remove();
            return first.pod();
        }
    }

    private static <T> void add(Queue<T> queue, T more) {
        if (queue.size() >= REMEMBERED) {
            queue.remove();
        }
        queue.add(more);
    }

    private static boolean isCandidate(Pod pod) {
        return pod.getSpec() != null
                && AdmissionRules.DEFAULT_SCHEDULER.equals(pod.getSpec().getSchedulerName())
                && PodStorage.concerns(pod);
    }

    /**
     * Not made with a node: it has none, or came to it by a binding, which sets the condition. A kubelet sets it later on
     * others too, so what counts is how a pod was first seen.
     */
    private static boolean isForTheScheduler(Pod pod) {
        String node = pod.getSpec().getNodeName();
        return node == null
                || node.isEmpty()
                || (pod.getStatus() != null
                        && pod.getStatus().getConditions() != null
                        && pod.getStatus().getConditions().stream().anyMatch(c -> "PodScheduled".equals(c.getType())));
    }

    private static boolean createdAfter(Pod pod, Instant since) {
        String created = pod.getMetadata().getCreationTimestamp();
        try {
            return created != null && Instant.parse(created).isAfter(since);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
