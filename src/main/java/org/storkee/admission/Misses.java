package org.storkee.admission;

import io.fabric8.kubernetes.api.model.Pod;
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
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.DriverRegistry;

/**
 * Pods that slipped through: made while the webhook was registered, with volumes of a driver, and yet for the default
 * scheduler, because nobody answered the API server in time. The leader counts each once and says so on the pod.
 */
@ApplicationScoped
class Misses {
    /** Until the pod's claims have arrived in the cache. */
    private static final Duration DELAY = Duration.ofSeconds(3);
    /** The API server takes a moment to heed a registration. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final int REMEMBERED = 10_000;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    AdmissionSettings settings;

    @Inject
    WebhookRegistration registration;

    @Inject
    AdmissionActions actions;

    @Inject
    AdmissionMetrics metrics;

    @Inject
    Clock clock;

    private record Waiting(Pod pod, Instant due) {}

    /** Begins to watch; called once. */
    void start() {
        cache.pods().onChange(this::changed, pod -> {});
    }

    /** Cheap for the many pods that are none of our business. */
    void changed(Pod pod) {
        Instant since = registration.registeredAt();
        if (since == null
                || !isCandidate(pod)
                || settings.skipNamespaces().contains(pod.getMetadata().getNamespace())
                || !createdAfter(pod, since.plus(SETTLING))) {
            return;
        }
        synchronized (waiting) {
            if (waiting.size() < REMEMBERED && seen.put(pod.getMetadata().getUid(), true) == null) {
                waiting.add(new Waiting(pod, clock.instant().plus(DELAY)));
            }
        }
    }

    /** Judges the pods whose claims have had time to arrive; called every second. */
    void look() {
        for (Pod pod = next(); pod != null; pod = next()) {
            judge(pod);
        }
    }

    private void judge(Pod pod) {
        AdmissionRules.Verdict verdict = AdmissionRules.judge(
                pod,
                settings.policy(),
                () -> PodStorage.of(pod, pod.getMetadata().getNamespace(), new CachedClaims(cache), drivers));
        if (verdict.outcome() == Outcome.STORK) {
            metrics.missed();
            actions.tellMissed(
                    pod,
                    "The pod uses volumes of " + verdict.drivers() + " and names " + AdmissionRules.DEFAULT_SCHEDULER
                            + ", since the webhook did not answer when it was created; it may be placed without regard"
                            + " to its data. Created again, it gets schedulerName "
                            + settings.policy().scheduler());
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

    /** Fresh from its creation: no node yet, so that pods made with one are left out. */
    private static boolean isCandidate(Pod pod) {
        return AdmissionRules.DEFAULT_SCHEDULER.equals(
                        pod.getSpec() == null ? null : pod.getSpec().getSchedulerName())
                && (pod.getSpec().getNodeName() == null
                        || pod.getSpec().getNodeName().isEmpty())
                && PodStorage.concerns(pod);
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
