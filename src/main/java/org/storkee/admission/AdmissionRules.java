package org.storkee.admission;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.GoBoolean;

/** What is done to a new pod (reference 3.2). Pure; what differs from upstream is in {@code docs/compatibility.md}. */
final class AdmissionRules {
    static final String DEFAULT_SCHEDULER = "default-scheduler";

    private AdmissionRules() {}

    /**
     * What is done.
     *
     * @param outcome says also whether the scheduler is set: for STORK and UNSURE
     * @param drivers whose volumes the pod uses, as far as that matters
     */
    record Verdict(Outcome outcome, Set<DriverId> drivers) {
        boolean setsScheduler() {
            return outcome == Outcome.STORK || outcome == Outcome.UNSURE;
        }
    }

    /**
     * Judges a pod.
     *
     * @param storage whose volumes the pod uses; may take time, so it is asked last and once at most
     */
    static Verdict judge(Pod pod, AdmissionPolicy policy, Supplier<PodStorage> storage) {
        if (!PodStorage.concerns(pod)) {
            return leave(Outcome.NOT_STORAGE);
        }
        if (set(pod.getSpec().getNodeName())) {
            return leave(Outcome.ON_NODE);
        }
        if (GoBoolean.of(pod.getMetadata().getAnnotations(), policy.skipAnnotation(), false)) {
            return leave(Outcome.OPTED_OUT);
        }
        PodStorage found = storage.get();
        if (found.drivers().isEmpty() && !found.unsure()) {
            return leave(Outcome.NOT_STORAGE);
        }
        return new Verdict(byScheduler(pod, policy, found), found.drivers());
    }

    private static Outcome byScheduler(Pod pod, AdmissionPolicy policy, PodStorage found) {
        String scheduler = pod.getSpec().getSchedulerName();
        if (policy.scheduler().equals(scheduler)) {
            return Outcome.ALREADY;
        }
        if (set(scheduler) && !DEFAULT_SCHEDULER.equals(scheduler) && !policy.override()) {
            return Outcome.OTHER_SCHEDULER;
        }
        return found.drivers().isEmpty() ? Outcome.UNSURE : Outcome.STORK;
    }

    private static Verdict leave(Outcome outcome) {
        return new Verdict(outcome, Set.of());
    }

    private static boolean set(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
