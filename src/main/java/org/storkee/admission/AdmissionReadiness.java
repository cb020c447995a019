package org.storkee.admission;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.storkee.cluster.Readiness;

/** The webhook's part of the readiness probe. */
@ApplicationScoped
public class AdmissionReadiness implements Readiness {
    /** Scheduling must not wait for ever for a Secret that may not be read. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    AdmissionSettings settings;

    @Inject
    AdmissionLook look;

    @Inject
    CertificateKeeper certificates;

    @Inject
    Clock clock;

    private volatile Instant begin = Instant.MAX;

    @PostConstruct
    void begin() {
        begin = clock.instant();
    }

    @Override
    public String name() {
        return "admission-webhook";
    }

    @Override
    public boolean ready() {
        return !settings.enabled() || look.served() || clock.instant().isAfter(begin.plus(PATIENCE));
    }

    @Override
    public Map<String, Object> data() {
        if (!settings.enabled()) {
            return Map.of();
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("certificate", look.served() ? "served" : "missing");
        data.put("certificateSecondsLeft", certificates.secondsLeft());
        return data;
    }
}
