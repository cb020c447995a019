package org.storkee.admission;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.EventRecorder;

/** Everything admission writes to the cluster. */
@ApplicationScoped
class AdmissionActions {
    private static final String MANAGER = "stork-admission";
    private static final int CONFLICT = 409;

    @Inject
    KubernetesClient client;

    @Inject
    EventRecorder events;

    /**
     * Writes the Secret's data, if nobody was faster.
     *
     * @param seen as it was read; null to create it
     * @return what is stored now, or null when another replica was faster: read again
     * @throws KubernetesClientException when the API server refuses for another reason
     */
    @Nullable
    Secret store(@Nullable Secret seen, String namespace, String name, Map<String, String> data) {
        try {
            if (seen == null) {
                return client.secrets()
                        .resource(new SecretBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName(name)
                                .addToLabels("app.kubernetes.io/name", "stork")
                                .endMetadata()
                                .withType("Opaque")
                                .withData(data)
                                .build())
                        .create();
            }
            Map<String, String> all = new HashMap<>(seen.getData() == null ? Map.of() : seen.getData());
            all.putAll(data);
            // Updates with the version that was read: one of several writers wins.
            return client.secrets()
                    .resource(new SecretBuilder(seen).withData(all).build())
                    .update();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return null;
            }
            throw e;
        }
    }

    /** Creates the configuration, or makes it as it should be; whatever else it holds stays. */
    void register(MutatingWebhookConfiguration wanted) {
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .resource(wanted)
                .fieldManager(MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /**
     * Makes sure that a ConfigMap is there with this content.
     *
     * @return true
     * @throws KubernetesClientException when it cannot be
     */
    boolean ensure(ConfigMap wanted) {
        String namespace = wanted.getMetadata().getNamespace();
        String name = wanted.getMetadata().getName();
        ConfigMap seen =
                client.configMaps().inNamespace(namespace).withName(name).get();
        boolean current = seen != null
                && Objects.equals(seen.getData(), wanted.getData())
                && Objects.equals(seen.getBinaryData(), wanted.getBinaryData());
        if (!current) {
            client.configMaps()
                    .resource(wanted)
                    .fieldManager(MANAGER)
                    .forceConflicts()
                    .serverSideApply();
        }
        return true;
    }

    /** Says on a pod that it slipped through. */
    void tellMissed(Pod pod, String message) {
        events.warn(
                new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .build(),
                "AdmissionMissed",
                message);
    }
}
