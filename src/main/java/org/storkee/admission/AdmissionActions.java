package org.storkee.admission;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Leadership;

/** Everything admission writes to the cluster. */
@ApplicationScoped
class AdmissionActions {
    private static final Logger LOG = Logger.getLogger(AdmissionActions.class.getName());
    static final String MANAGER = "stork-admission";
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    @Inject
    KubernetesClient client;

    @Inject
    Leadership leadership;

    @Inject
    Clock clock;

    /**
     * Writes the Secret's data, if this replica still leads and nobody was faster.
     *
     * @param seen as it was read; null to create it
     * @return what is stored now, or null when it is another replica's: read again
     * @throws KubernetesClientException when the API server refuses for another reason
     */
    @Nullable
    Secret store(@Nullable Secret seen, String namespace, String name, Map<String, String> data) {
        if (!leadership.isLeader()) {
            return null;
        }
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

    /**
     * Creates the configuration, or makes it as it should be, if this replica still leads and nobody was faster; whatever
     * else it holds stays.
     *
     * @param seen as it was read; null to create it
     * @return what is stored now, or null when it is another replica's: read again
     * @throws KubernetesClientException when the API server refuses for another reason
     */
    @Nullable
    MutatingWebhookConfiguration register(
            MutatingWebhookConfiguration wanted, @Nullable MutatingWebhookConfiguration seen) {
        if (seen != null) {
            // Forced against other managers of the fields, not against a later version of the object.
            wanted.getMetadata().setResourceVersion(seen.getMetadata().getResourceVersion());
        }
        if (!leadership.isLeader()) {
            return null;
        }
        try {
            return client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .resource(wanted)
                    .fieldManager(MANAGER)
                    .forceConflicts()
                    .serverSideApply();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return null;
            }
            throw e;
        }
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

    /**
     * Says on a pod that it slipped through. The event's name is the pod's alone, so that of several leaders one after
     * the other the first tells, as long as Kubernetes keeps the event.
     *
     * @return false when it is told already
     * @throws KubernetesClientException when the API server cannot be asked now; one that refuses is not asked again
     */
    boolean tellMissed(Pod pod, String message) {
        String namespace = pod.getMetadata().getNamespace();
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("admission-missed." + pod.getMetadata().getUid())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endInvolvedObject()
                .withType("Warning")
                .withReason("AdmissionMissed")
                .withMessage(message)
                .withNewSource()
                .withComponent("stork")
                .endSource()
                .withReportingComponent("stork")
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
        try {
            client.v1().events().inNamespace(namespace).resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            if (e.getCode() < 400 || e.getCode() >= 500 || e.getCode() == TOO_MANY) {
                throw e;
            }
            LOG.log(
                    Level.FINE,
                    e,
                    () -> "event AdmissionMissed was refused for pod " + namespace + "/"
                            + pod.getMetadata().getName());
        }
        return true;
    }
}
