package org.storkee.health;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.ClaimBinding;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.NodeAffinity;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.StorageControllers;
import org.storkee.storage.Topology;

/** What the caches know of pods, as evidence. Each volume stands for itself: a claim that is gone hides no other. */
@ApplicationScoped
class PodSignals {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    StorageControllers controllers;

    @Inject
    @ConfigProperty(name = "stork.health.schedulers")
    List<String> schedulers;

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
                volumes(pod, topology));
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

    private List<VolumeEvidence> volumes(Pod pod, Topology topology) {
        if (pod.getSpec().getVolumes() == null) {
            return List.of();
        }
        List<VolumeEvidence> volumes = new ArrayList<>();
        for (Volume source : pod.getSpec().getVolumes()) {
            String name = PodVolumes.claimName(pod, source);
            if (name != null) {
                PersistentVolumeClaim claim = cache.claim(pod.getMetadata().getNamespace(), name);
                PersistentVolume volume = claim == null ? null : ClaimBinding.volume(claim, cache);
                if (claim != null && volume != null) {
                    volumes.add(known(volume, annotations(claim.getMetadata()), readOnly(source), topology));
                } else if (claim == null || ClaimBinding.bound(claim)) {
                    volumes.add(unknown(name)); // a claim that is not bound holds no data
                }
            } else {
                PersistentVolume inLine = PodVolumes.inLine(source);
                if (inLine != null) {
                    volumes.add(known(inLine, Map.of(), false, topology));
                }
            }
        }
        return volumes;
    }

    private static VolumeEvidence unknown(String claim) {
        return new VolumeEvidence(
                null, claim, claim, VolumeEvidence.Access.ONE_NODE, List.of(), List.of(), false, null);
    }

    private VolumeEvidence known(
            PersistentVolume volume, Map<String, String> annotations, boolean readOnly, Topology topology) {
        String name = volume.getMetadata().getName();
        DriverId owner = drivers.owner(volume);
        ProvisionedVolume placed =
                owner == null ? null : PodVolumes.provisioned(name, volume, owner, annotations, drivers, topology);
        org.storkee.storage.Volume seen = placed == null ? null : placed.volume();
        return new VolumeEvidence(
                owner,
                placed == null ? name : placed.key(),
                name,
                readOnly ? VolumeEvidence.Access.READ_ONLY : access(volume),
                seen == null ? List.of() : seen.replicas(),
                seen == null ? List.of() : seen.attachedOn(),
                placed != null && seen != null && placed.localOnly(),
                NodeAffinity.of(volume));
    }

    private static VolumeEvidence.Access access(PersistentVolume volume) {
        List<String> modes = volume.getSpec().getAccessModes();
        if (modes == null || modes.isEmpty()) {
            return VolumeEvidence.Access.ONE_NODE;
        }
        if (modes.contains("ReadWriteMany")) {
            return VolumeEvidence.Access.MANY_NODES;
        }
        return modes.stream().allMatch("ReadOnlyMany"::equals)
                ? VolumeEvidence.Access.READ_ONLY
                : VolumeEvidence.Access.ONE_NODE;
    }

    private static boolean readOnly(Volume source) {
        return source.getPersistentVolumeClaim() != null
                && Boolean.TRUE.equals(source.getPersistentVolumeClaim().getReadOnly());
    }

    private static Map<String, String> annotations(ObjectMeta metadata) {
        return metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    }
}
