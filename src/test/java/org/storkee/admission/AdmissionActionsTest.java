package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.Leadership;

/** A lost Lease stops writing at once: there is no client here that could be asked. */
class AdmissionActionsTest {
    private final AdmissionActions actions = new AdmissionActions();

    AdmissionActionsTest() {
        actions.leadership = new Leadership();
    }

    @Test
    void whoDoesNotLeadAnyMoreWritesNoSecret() {
        assertThat(actions.store(null, "kube-system", "name", Map.of())).isNull();
        assertThat(actions.store(new Secret(), "kube-system", "name", Map.of())).isNull();
    }

    @Test
    void whoDoesNotLeadAnyMoreRegistersNothing() {
        MutatingWebhookConfiguration wanted = WebhookObject.of(WebhookObjectTest.settings(null), "PEM");
        assertThat(actions.register(wanted, null)).isNull();
        assertThat(actions.register(wanted, wanted)).isNull();
    }
}
