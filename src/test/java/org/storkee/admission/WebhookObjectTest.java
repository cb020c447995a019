package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebhookObjectTest {
    static AdmissionSettings settings(@Nullable String url) {
        return settings(url, "storage");
    }

    static AdmissionSettings settings(@Nullable String url, String namespace) {
        return new AdmissionSettings(
                true,
                9443,
                new AdmissionPolicy("stork", false, "x/y"),
                List.of("kube-system", "storage"),
                url,
                "stork-service",
                namespace,
                null,
                Duration.ofDays(7),
                Duration.ofDays(365));
    }

    @Test
    void theServiceIsCalledOnPort443() {
        MutatingWebhook webhook =
                WebhookObject.of(settings(null), "PEM").getWebhooks().getFirst();
        assertThat(webhook.getClientConfig().getUrl()).isNull();
        assertThat(webhook.getClientConfig().getService().getName()).isEqualTo("stork-service");
        assertThat(webhook.getClientConfig().getService().getNamespace()).isEqualTo("storage");
        assertThat(webhook.getClientConfig().getService().getPath()).isEqualTo("/mutate");
        assertThat(webhook.getClientConfig().getService().getPort()).isEqualTo(443);
        assertThat(settings(null).serverNames()).containsExactly("stork-service.storage.svc");
    }

    @Test
    void aUrlTakesItsPlaceAndItsHostIsInTheCertificate() {
        AdmissionSettings settings = settings("https://192.0.2.7:9443/mutate");
        MutatingWebhook webhook =
                WebhookObject.of(settings, "PEM").getWebhooks().getFirst();
        assertThat(webhook.getClientConfig().getService()).isNull();
        assertThat(settings.serverNames()).containsExactly("192.0.2.7", "stork-service.storage.svc");
        assertThat(settings("https://[::1]:1/mutate").serverNames()).contains("::1");
    }

    @Test
    void nothingWaitsForAWebhookThatIsNotThereAndTheControlPlaneIsLeftOut() {
        MutatingWebhook webhook =
                WebhookObject.of(settings(null), null).getWebhooks().getFirst();
        assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
        assertThat(webhook.getTimeoutSeconds()).isEqualTo(3);
        assertThat(webhook.getReinvocationPolicy()).isEqualTo("IfNeeded");
        assertThat(webhook.getSideEffects()).isEqualTo("NoneOnDryRun");
        assertThat(webhook.getNamespaceSelector()
                        .getMatchExpressions()
                        .getFirst()
                        .getValues())
                .containsExactly("kube-system", "storage");
    }

    @Test
    void itIsOursSinceWeWroteItNotSinceSomebodyElseDid() {
        MutatingWebhookConfiguration seen = WebhookObject.of(settings(null), "PEM");
        assertThat(WebhookObject.since(null)).isNull();
        assertThat(WebhookObject.since(seen)).isNull();
        seen.getMetadata().setManagedFields(List.of(written("stork", "2026-01-01T00:00:00Z")));
        assertThat(WebhookObject.since(seen)).isNull();
        seen.getMetadata()
                .setManagedFields(List.of(
                        written("kubectl", "2026-01-03T00:00:00Z"),
                        written(AdmissionActions.MANAGER, "2026-01-02T00:00:00Z")));
        assertThat(WebhookObject.since(seen)).isEqualTo("2026-01-02T00:00:00Z");
    }

    private static ManagedFieldsEntry written(String manager, String time) {
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withTime(time)
                .build();
    }

    @Test
    void aChangedOneIsNoticedAndAnInjectedBundleIsNotWhenNoneIsOurs() {
        MutatingWebhookConfiguration wanted = WebhookObject.of(settings(null), "PEM");
        assertThat(WebhookObject.isCurrent(null, wanted)).isFalse();
        assertThat(WebhookObject.isCurrent(wanted, wanted)).isTrue();
        assertThat(WebhookObject.isCurrent(WebhookObject.of(settings(null), "OTHER"), wanted))
                .isFalse();
        assertThat(WebhookObject.isCurrent(wanted, WebhookObject.of(settings(null), null)))
                .isTrue();
        MutatingWebhookConfiguration failing = new MutatingWebhookConfigurationBuilder(wanted)
                .editFirstWebhook()
                .withFailurePolicy("Fail")
                .endWebhook()
                .build();
        assertThat(WebhookObject.isCurrent(failing, wanted)).isFalse();
    }
}
