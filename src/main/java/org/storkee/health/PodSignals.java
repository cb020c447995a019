package org.storkee.health;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.StorageControllers;
import org.storkee.storage.Topology;

/** What the caches know of pods, as evidence. */
@ApplicationScoped
class PodSignals {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private VolumeSignals volumes;

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    StorageControllers controllers;

    @Inject
    @ConfigProperty(name = "stork.health.schedulers")
    List<String> schedulers;

    @PostConstruct
    void prepare() {
        volumes = new VolumeSignals(cache, drivers);
    }

    /**
     * One pod that is bound to a node.
     *
     * @param namespace its namespace, or null when the cache has none: then the pod is left alone
     * @param seenSince since when it is known to be there
     * @param terminatingSince since when its deletion is seen, or null while there is none
     */
    PodEvidence evidence(
            Pod pod,
            @Nullable Namespace namespace,
            Instant seenSince,
            @Nullable Instant terminatingSince,
            Topology topology) {
        ObjectMeta metadata = pod.getMetadata();
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        String scheduler =
                pod.getSpec().getSchedulerName() == null ? "" : pod.getSpec().getSchedulerName();
        return new PodEvidence(
                id(pod),
                pod.getSpec().getNodeName(),
                controller(metadata),
                "Succeeded".equals(phase) || "Failed".equals(phase),
                metadata.getAnnotations() != null && metadata.getAnnotations().containsKey(MIRROR),
                scheduler,
                schedulers.contains(scheduler),
                namespace == null // it may be annotated
                        ? OptOut.NEVER
                        : OptOut.of(
                                metadata.getAnnotations(),
                                namespace.getMetadata().getAnnotations()),
                controllers.recognise(pod),
                nodeLost(pod),
                disrupted(pod),
                seenSince,
                terminatingSince == null
                        ? null
                        : new PodEvidence.Termination(
                                terminatingSince, grace(metadata.getDeletionGracePeriodSeconds())),
                volumes.of(pod, topology));
    }

    static PodId id(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        return new PodId(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    /** Whether Kubernetes gave the pod's node up. */
    static boolean nodeLost(Pod pod) {
        return pod.getStatus() != null && "NodeLost".equals(pod.getStatus().getReason());
    }

    private static Duration grace(@Nullable Long seconds) {
        return seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds);
    }

    private static PodEvidence.@Nullable Controller controller(ObjectMeta metadata) {
        for (OwnerReference owner : metadata.getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return new PodEvidence.Controller(owner.getKind(), owner.getName());
            }
        }
        return null;
    }

    private static boolean disrupted(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "DisruptionTarget".equals(c.getType()) && "True".equals(c.getStatus()));
    }
}
