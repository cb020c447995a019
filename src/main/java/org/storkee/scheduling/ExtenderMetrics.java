package org.storkee.scheduling;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import org.jspecify.annotations.Nullable;

/** The extender's own metrics (design §5). Thread-safe; looks a series up once and keeps it. */
@ApplicationScoped
class ExtenderMetrics {
    private static final List<String> REJECTIONS = List.of("bad-request", "408", "413", "503");

    @Inject
    MetricRegistry registry;

    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Refusal, Counter> refusals = new ConcurrentHashMap<>();

    /**
     * Counters exist, at 0, from the start: what a counter is born with is no increase to Prometheus, so the first refusal
     * would be missed.
     */
    void begin(@Observes Startup event) {
        for (Refusal reason : Refusal.values()) {
            refusals(reason);
        }
        for (Waiting.Reason reason : Waiting.Reason.values()) {
            waits(reason);
        }
        REJECTIONS.forEach(this::rejections);
    }

    /** A request of {@code verb} was answered. {@code mode}: names or full. */
    void answered(String verb, String mode, long nanos) {
        timers.computeIfAbsent(
                        verb + "/" + mode,
                        key -> registry.timer("stork_extender_request", new Tag("verb", verb), new Tag("mode", mode)))
                .update(Duration.ofNanos(nanos));
    }

    /** A request was refused as a whole: bad input, too large, too slow, too many. */
    void rejected(String cause) {
        rejections(cause).inc();
    }

    /** Counts each reason once per call in {@code stork_extender_refusals_total}, not once per node. */
    void refused(@Nullable Refusal[] verdicts) {
        Set<Refusal> reasons = EnumSet.noneOf(Refusal.class);
        for (Refusal refusal : verdicts) {
            if (refusal != null) {
                reasons.add(refusal);
            }
        }
        reasons.forEach(reason -> refusals(reason).inc());
    }

    /** The pod was told to wait. */
    void waited(Waiting.Reason reason) {
        waits(reason).inc();
    }

    private Counter refusals(Refusal reason) {
        return refusals.computeIfAbsent(
                reason, r -> registry.counter("stork_extender_refusals", new Tag("reason", r.text())));
    }

    private Counter waits(Waiting.Reason reason) {
        return registry.counter("stork_extender_waits", new Tag("reason", reason.label));
    }

    private Counter rejections(String cause) {
        return registry.counter("stork_extender_rejected_requests", new Tag("cause", cause));
    }
}
