package org.storkee.health;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Leadership;

/**
 * Everything storage health writes to the cluster but events. Each method is one request that says which object it means
 * by UID, so that none can hit a successor of the same name, and that may be made again: an object that is gone, or is
 * another one by now, counts as done. Only the leader writes.
 *
 * <p>All methods throw {@link KubernetesClientException} when the API server refuses or cannot be reached, and
 * {@link NotLeadingException} on a replica that does not lead (any more).
 */
@ApplicationScoped
class RelocationActions {
    private static final String DISRUPTION_TARGET = "DisruptionTarget";
    /** One of the reasons Kubernetes knows for that condition, for a controller other than its own. */
    private static final String CONDITION_REASON = "StorageDriverOffline";

    @Inject
    KubernetesClient client;

    @Inject
    Leadership leadership;

    @Inject
    Clock clock;

    /**
     * Sets the pod's condition {@code DisruptionTarget}: its controller then does not count the deletion as a failure of
     * the pod.
     *
     * @param why shown to people
     */
    void markDisrupted(Pod pod, String why) {
        if (marked(pod)) {
            return;
        }
        Map<String, Object> condition = Map.of(
                "type", DISRUPTION_TARGET,
                "status", "True",
                "reason", CONDITION_REASON,
                "message", why,
                "lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, Object> patch = Map.of(
                "metadata", Map.of("uid", pod.getMetadata().getUid()),
                "status", Map.of("conditions", List.of(condition)));
        tolerating(() -> client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        client.getKubernetesSerialization().asJson(patch)));
    }

    private static boolean marked(Pod pod) {
        List<PodCondition> conditions =
                pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
        return conditions.stream()
                .anyMatch(c -> DISRUPTION_TARGET.equals(c.getType()) && "True".equals(c.getStatus()));
    }

    /**
     * Deletes the pod with its own grace period.
     *
     * @return whether this pod was there to be deleted
     */
    boolean deleteGracefully(Pod pod) {
        return delete(path(pod), pod, null);
    }

    /**
     * Removes the pod at once, without its kubelet's word that it has ended: only where nothing of it can write.
     *
     * @return whether this pod was there to be deleted
     */
    boolean deleteByForce(Pod pod) {
        return delete(path(pod), pod, 0L);
    }

    /**
     * Removes one attachment, so that its volume can be attached elsewhere.
     *
     * @return whether it was there to be deleted
     */
    boolean delete(VolumeAttachment attachment) {
        return delete(
                "/apis/storage.k8s.io/v1/volumeattachments/"
                        + attachment.getMetadata().getName(),
                attachment,
                null);
    }

    private static String path(Pod pod) {
        return "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName();
    }

    /** The client's own delete knows no precondition on the UID. */
    private boolean delete(String path, HasMetadata object, @Nullable Long grace) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withGracePeriodSeconds(grace)
                .withNewPreconditions()
                .withUid(object.getMetadata().getUid())
                .endPreconditions()
                .build();
        return tolerating(() -> client.raw(path, "DELETE", options));
    }

    /** False when the object was gone, or another one had taken its name. */
    private boolean tolerating(Runnable write) {
        if (!leadership.isLeader()) {
            throw new NotLeadingException();
        }
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
