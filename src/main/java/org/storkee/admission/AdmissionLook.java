package org.storkee.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Leadership;

/**
 * One look at certificate and registration: every ten seconds, and more often for short-lived certificates and until
 * there is one. Every replica serves what the Secret holds; only the leader changes Secret and registration.
 */
@ApplicationScoped
class AdmissionLook {
    private static final Logger LOG = Logger.getLogger(AdmissionLook.class.getName());
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(10);
    private static final int LOOKS_PER_LIFE = 20;

    @Inject
    AdmissionSettings settings;

    @Inject
    CertificateKeeper certificates;

    @Inject
    WebhookRegistration registration;

    @Inject
    Leadership leadership;

    @Inject
    Clock clock;

    private Instant due = Instant.EPOCH;
    private volatile boolean served;
    private @Nullable String told;

    /** Looks if it is time; called every second, never twice at the same time. Failures are told once each. */
    void look() {
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        try {
            Path files = settings.files();
            boolean current = files == null ? own() : mounted(files);
            told = null;
            due = current ? now.plus(period()) : now;
        } catch (RuntimeException e) {
            due = now.plusSeconds(2);
            registration.fail();
            if (!Objects.equals(told, e.getMessage())) {
                told = e.getMessage();
                LOG.log(
                        Level.WARNING,
                        () -> "the admission webhook is not in order, and is looked at again: " + told
                                + " (is deploy/admission applied? stork.admission=off does without)");
            }
        }
    }

    /** Whether the port shows what it should. */
    private boolean own() {
        CertificateKeeper.Seen seen = certificates.read();
        WebhookSecret secret = leadership.isLeader()
                ? certificates.advance(
                        seen, registration.announced(seen.content().bundle()))
                : seen.content();
        certificates.install(secret);
        boolean current = certificates.isServed();
        served |= current;
        register(secret.trusted().isEmpty() ? null : secret.bundle());
        return current;
    }

    private boolean mounted(Path files) {
        String bundle = certificates.mountedAuthorities(files);
        served = certificates.isInstalled();
        register(bundle);
        return served;
    }

    private void register(@Nullable String bundle) {
        if (!leadership.isLeader()) {
            registration.forget();
        } else if (served) {
            registration.keep(bundle);
        }
    }

    private Duration period() {
        Duration part = settings.certificateLife().dividedBy(LOOKS_PER_LIFE);
        return part.compareTo(LONGEST_PERIOD) < 0 ? part : LONGEST_PERIOD;
    }

    /** Whether the port has shown a certificate of ours. */
    boolean served() {
        return served;
    }
}
