package org.storkee.health;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.cluster.KubernetesAccess;
import org.storkee.cluster.Leadership;
import org.storkee.cluster.PatchTarget;
import org.storkee.storage.NodeHealth;

/**
 * Everything storage health writes to the cluster but events. Each method is one request that says which object it means
 * by UID, so that none can hit a successor of the same name, and that may be made again: an object that is gone, or is
 * another one by now, is no failure. Only the leader writes.
 *
 * <p>All methods return whether there was something to change, and throw {@link KubernetesClientException} when the API
 * server refuses or cannot be reached, {@link NotLeadingException} on a replica that does not lead (any more).
 */
@ApplicationScoped
class RelocationActions {
    private static final String DISRUPTION_TARGET = "DisruptionTarget";
    private static final String NO_EXECUTE = "NoExecute";
    private static final int UNPROCESSABLE = 422;

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
     * @param reason CamelCase
     * @param message shown to people
     */
    @WithSpan("mark disrupted")
    boolean markDisrupted(@SpanAttribute("stork.object") PodId pod, String reason, String message) {
        Map<String, Object> condition = Map.of(
                "type", DISRUPTION_TARGET,
                "status", "True",
                "reason", reason,
                "message", message,
                "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, Object> patch =
                Map.of("metadata", Map.of("uid", pod.uid()), "status", Map.of("conditions", List.of(condition)));
        return write(once -> {
            once.resource(PatchTarget.pod(pod.namespace(), pod.name()))
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.STRATEGIC_MERGE),
                            client.getKubernetesSerialization().asJson(patch));
            return true;
        });
    }

    /** Deletes the pod with its own grace period; the kubelet has the last word. */
    @WithSpan("delete gracefully")
    boolean deleteGracefully(@SpanAttribute("stork.object") PodId pod) {
        return delete(path(pod), pod.uid(), null);
    }

    /** Removes the pod at once, without its kubelet's word that it has ended: only where nothing of it can write. */
    @WithSpan("delete by force")
    boolean deleteByForce(@SpanAttribute("stork.object") PodId pod) {
        return delete(path(pod), pod.uid(), 0L);
    }

    private static String path(PodId pod) {
        return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    }

    /** Removes one attachment, so that its volume can be attached elsewhere. */
    @WithSpan("remove attachment")
    boolean remove(@SpanAttribute("stork.object") AttachmentEvidence attachment) {
        return delete("/apis/storage.k8s.io/v1/volumeattachments/" + attachment.name(), attachment.uid(), null);
    }

    /** The client's own delete knows no precondition on the UID. */
    private boolean delete(String path, String uid, @Nullable Long grace) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withGracePeriodSeconds(grace)
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions()
                .build();
        return write(once -> {
            try {
                once.raw(path, "DELETE", options);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return false; // another object has taken the name
                }
                throw e;
            }
        });
    }

    /**
     * Sets our out-of-service taint, unless the node has one already, ours or not, or is no longer what the proof was about:
     * another node of that name, another boot, Ready again.
     */
    @WithSpan("taint")
    boolean taint(@SpanAttribute("stork.object") NodeEvidence proven) {
        return changeTaints(proven.name(), (node, taints) -> {
            if (!stillOut(node, proven) || taints.stream().anyMatch(t -> NodeEvidence.TAINT.equals(t.getKey()))) {
                return false;
            }
            return taints.add(new TaintBuilder()
                    .withKey(NodeEvidence.TAINT)
                    .withValue(NodeEvidence.OUR_TAINT_VALUE)
                    .withEffect(NO_EXECUTE)
                    .build());
        });
    }

    private static boolean stillOut(Node node, NodeEvidence proven) {
        return proven.uid().equals(node.getMetadata().getUid())
                && Objects.equals(proven.bootId(), NodeSignals.bootId(node))
                && (!proven.poweredOff() || NodeSignals.poweredOff(node))
                && NodeHealth.of(node).state() != NodeState.ONLINE;
    }

    /** Removes our out-of-service taint, and nobody else's. */
    @WithSpan("untaint")
    boolean untaint(@SpanAttribute("stork.object") String node) {
        return changeTaints(
                node,
                (found, taints) -> taints.removeIf(t ->
                        NodeEvidence.TAINT.equals(t.getKey()) && NodeEvidence.OUR_TAINT_VALUE.equals(t.getValue())));
    }

    /** Taints are one list without a merge key: the patch holds only for the version that was read, else it throws. */
    private boolean changeTaints(String name, BiPredicate<Node, List<Taint>> change) {
        return write(once -> {
            Node node = once.nodes().withName(name).get();
            if (node == null) {
                return false;
            }
            List<Taint> taints = new ArrayList<>(
                    node.getSpec() == null || node.getSpec().getTaints() == null
                            ? List.of()
                            : node.getSpec().getTaints());
            if (!change.test(node, taints)) {
                return false;
            }
            Map<String, Object> patch = Map.of(
                    "metadata",
                            Map.of(
                                    "uid",
                                    node.getMetadata().getUid(),
                                    "resourceVersion",
                                    node.getMetadata().getResourceVersion()),
                    "spec", Map.of("taints", taints));
            once.resource(node)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(patch));
            return true;
        });
    }

    /** False when the object was gone, or another one had taken its name. */
    private boolean write(Predicate<KubernetesClient> request) {
        if (!leadership.isLeader()) {
            throw new NotLeadingException();
        }
        try {
            return request.test(KubernetesAccess.once(client));
        } catch (KubernetesClientException e) {
            if (gone(e)) {
                return false;
            }
            throw e;
        }
    }

    /** To patch an object of another UID is, to the API server, an attempt to change what cannot be changed. */
    private static boolean gone(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                || (e.getCode() == UNPROCESSABLE
                        && String.valueOf(e.getMessage()).contains("metadata.uid"));
    }
}
