package org.storkee.admission;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.LastChange;

/** The MutatingWebhookConfiguration as it should be, under upstream's names, with nothing left to defaults. */
final class WebhookObject {
    static final String NAME = "stork-webhooks-cfg";
    static final String WEBHOOK = "webhook.stork.libopenstorage.org";
    private static final String PATH = "/mutate";
    private static final int SERVICE_PORT = 443;
    private static final int TIMEOUT_SECONDS = 3;

    private WebhookObject() {}

    /** The object; {@code bundle}: the authorities the API server trusts, as PEM; null to leave them to somebody else. */
    static MutatingWebhookConfiguration of(AdmissionSettings settings, @Nullable String bundle) {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withLabels(Map.of("app.kubernetes.io/name", "stork", "app.kubernetes.io/part-of", "stork-ee"))
                .endMetadata()
                .withWebhooks(webhook(settings, bundle))
                .build();
    }

    private static MutatingWebhook webhook(AdmissionSettings settings, @Nullable String bundle) {
        return new MutatingWebhookBuilder()
                .withName(WEBHOOK)
                .withClientConfig(client(settings, bundle))
                .addNewRule()
                .withOperations("CREATE")
                .withApiGroups("")
                .withApiVersions("v1")
                .withResources("pods")
                .withScope("Namespaced")
                .endRule()
                .withMatchPolicy("Equivalent")
                .withNamespaceSelector(new LabelSelectorBuilder()
                        .addNewMatchExpression()
                        .withKey("kubernetes.io/metadata.name")
                        .withOperator("NotIn")
                        .withValues(settings.skipNamespaces())
                        .endMatchExpression()
                        .build())
                .withNewObjectSelector()
                .endObjectSelector()
                // Most pods have no storage; the API server need not ask about them.
                .addNewMatchCondition()
                .withName("uses-storage")
                .withExpression("has(object.spec.volumes) && object.spec.volumes.exists(v, "
                        + "has(v.persistentVolumeClaim) || has(v.ephemeral) || has(v.portworxVolume))")
                .endMatchCondition()
                .withReinvocationPolicy("IfNeeded")
                .withFailurePolicy("Ignore")
                .withSideEffects("NoneOnDryRun")
                .withTimeoutSeconds(TIMEOUT_SECONDS)
                .withAdmissionReviewVersions("v1")
                .build();
    }

    private static WebhookClientConfig client(AdmissionSettings settings, @Nullable String bundle) {
        WebhookClientConfigBuilder client = new WebhookClientConfigBuilder();
        if (bundle != null) {
            client.withCaBundle(Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII)));
        }
        if (settings.url() != null) {
            return client.withUrl(settings.url()).build();
        }
        return client.withNewService(settings.service(), settings.namespace(), PATH, SERVICE_PORT)
                .build();
    }

    /** Whether the API server has what it should: the webhook, field by field; whoever else added one is left alone. */
    static boolean isCurrent(@Nullable MutatingWebhookConfiguration seen, MutatingWebhookConfiguration wanted) {
        return seen != null
                && seen.getWebhooks().stream()
                        .filter(w -> WEBHOOK.equals(w.getName()))
                        .anyMatch(w -> same(w, wanted.getWebhooks().getFirst()));
    }

    /**
     * When we last wrote it, by the API server's clock; null when we never did: another Stork's registration, which may
     * have meant other pods, is not ours until we have taken it over.
     */
    static @Nullable Instant since(@Nullable MutatingWebhookConfiguration seen) {
        List<ManagedFieldsEntry> entries =
                seen == null ? null : seen.getMetadata().getManagedFields();
        if (entries == null) {
            return null;
        }
        ObjectMeta ours = new ObjectMeta();
        ours.setManagedFields(entries.stream()
                .filter(each -> AdmissionActions.MANAGER.equals(each.getManager()))
                .toList());
        Instant last = LastChange.of(ours, Instant.EPOCH);
        return last.equals(Instant.EPOCH) ? null : last;
    }

    private static boolean same(MutatingWebhook seen, MutatingWebhook wanted) {
        MutatingWebhook adjusted = new MutatingWebhookBuilder(seen).build();
        if (wanted.getClientConfig().getCaBundle() == null) {
            adjusted.getClientConfig().setCaBundle(null);
        }
        return adjusted.equals(wanted);
    }
}
