package org.storkee.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The webhook's own metrics. Thread-safe. */
@ApplicationScoped
class AdmissionMetrics {
    private static final String MISSED = "stork_admission_missed";
    private static final String REQUESTS = "stork_admission_requests";

    @Inject
    MetricRegistry registry;

    @Inject
    CertificateKeeper certificates;

    @Inject
    WebhookRegistration registration;

    /** Makes the series exist that would otherwise appear with their first count; called once, at start. */
    void begin() {
        var _ = registry.counter(MISSED);
        for (Outcome outcome : Outcome.values()) {
            var _ = registry.counter(REQUESTS, outcome(outcome));
        }
        registry.gauge("stork_admission_registered", () -> registration.kept() ? 1 : 0);
        registry.gauge("stork_admission_certificate_seconds", () -> certificates.secondsLeft());
    }

    /** A call was answered; {@code stork_admission_requests_total} counts by outcome. */
    void answered(Outcome outcome) {
        registry.counter(REQUESTS, outcome(outcome)).inc();
    }

    /** A pod should name our scheduler and does not: {@code stork_admission_missed_total}. */
    void missed() {
        registry.counter(MISSED).inc();
    }

    private static Tag outcome(Outcome outcome) {
        return new Tag("outcome", outcome.label());
    }
}
