package org.storkee.admission;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the webhook registered with the API server; the leader's work. It stays registered when Stork ends: with
 * {@code failurePolicy: Ignore} nothing waits for a webhook that is not there, and another replica answers.
 */
@ApplicationScoped
class WebhookRegistration {
    private static final Logger LOG = Logger.getLogger(WebhookRegistration.class.getName());

    @Inject
    KubernetesClient client;

    @Inject
    AdmissionActions actions;

    @Inject
    AdmissionSettings settings;

    @Inject
    Clock clock;

    private @Nullable String announcedBundle;
    private @Nullable Instant announcedAt;
    private volatile @Nullable Instant registeredAt;
    private volatile boolean kept;

    /** Looks at the configuration and mends it; {@code bundle}: see {@link WebhookObject#of}. */
    void keep(@Nullable String bundle) {
        MutatingWebhookConfiguration wanted = WebhookObject.of(settings, bundle);
        MutatingWebhookConfiguration seen = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookObject.NAME)
                .get();
        MutatingWebhookConfiguration stored = seen;
        if (!WebhookObject.isCurrent(seen, wanted)) {
            stored = actions.register(wanted, seen);
            if (stored == null) {
                kept = false;
                return;
            }
            LOG.info(() -> "webhook " + WebhookObject.NAME + (seen == null ? " registered" : " brought up to date"));
        }
        if (registeredAt == null) {
            Instant before = WebhookObject.since(seen);
            Instant now = WebhookObject.since(stored);
            registeredAt = before != null ? before : now != null ? now : clock.instant();
        }
        kept = true;
        if (bundle != null && !bundle.equals(announcedBundle)) {
            announcedBundle = bundle;
            announcedAt = clock.instant();
        }
    }

    /** Whether the API server has trusted all of {@code bundle} for long enough to be shown any certificate of it. */
    boolean announced(String bundle) {
        Instant since = announcedAt;
        return since != null
                && bundle.equals(announcedBundle)
                && !clock.instant().isBefore(since.plus(settings.overlap()));
    }

    /** Since when the webhook is registered as this leader found it, whoever led then; null when it does not lead. */
    @Nullable
    Instant registeredAt() {
        return registeredAt;
    }

    /** Whether this replica leads and the webhook was registered as it should be when it last looked. */
    boolean kept() {
        return kept;
    }

    /** The last look failed: nobody knows whether the webhook is registered. */
    void fail() {
        kept = false;
    }

    /** This replica does not lead: what it knew may change behind its back. */
    void forget() {
        announcedBundle = null;
        announcedAt = null;
        registeredAt = null;
        kept = false;
    }
}
