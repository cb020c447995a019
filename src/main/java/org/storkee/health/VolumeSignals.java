package org.storkee.health;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Claims;
import org.storkee.cluster.PodSources;
import org.storkee.health.VolumeEvidence.Access;
import org.storkee.storage.ClaimBinding;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.NodeAffinity;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Topology;

/**
 * What the caches know of a pod's volumes, as evidence. Each volume stands for itself: a claim that is gone hides no other.
 * Shared storage of which nothing is known counts too: the pod may write to it.
 */
final class VolumeSignals {
    private final Claims claims;
    private final DriverRegistry drivers;

    VolumeSignals(Claims claims, DriverRegistry drivers) {
        this.claims = claims;
        this.drivers = drivers;
    }

    List<VolumeEvidence> of(Pod pod, Topology topology) {
        if (pod.getSpec().getVolumes() == null) {
            return List.of();
        }
        boolean replicaNodesOnly = ProvisionedVolume.replicaNodesOnly(annotations(pod.getMetadata()));
        List<VolumeEvidence> volumes = new ArrayList<>();
        for (Volume source : pod.getSpec().getVolumes()) {
            VolumeEvidence volume = PodSources.local(source) ? null : volume(pod, source, replicaNodesOnly, topology);
            if (volume != null) {
                volumes.add(volume);
            }
        }
        return volumes;
    }

    private @Nullable VolumeEvidence volume(Pod pod, Volume source, boolean replicaNodesOnly, Topology topology) {
        boolean readOnly = PodSources.readOnly(source);
        String name = PodVolumes.claimName(pod, source);
        if (name == null) {
            PersistentVolume inLine = PodVolumes.inLine(source);
            return inLine == null
                    ? unknown(source.getName(), readOnly)
                    : known(inLine, Map.of(), readOnly, replicaNodesOnly, topology);
        }
        PersistentVolumeClaim claim = claims.claim(pod.getMetadata().getNamespace(), name);
        PersistentVolume volume = claim == null ? null : ClaimBinding.volume(claim, claims);
        if (claim != null && volume != null) {
            return known(volume, annotations(claim.getMetadata()), readOnly, replicaNodesOnly, topology);
        }
        return claim == null || ClaimBinding.hadVolume(claim) ? unknown(name, readOnly) : null;
    }

    private static VolumeEvidence unknown(String name, boolean readOnly) {
        Access access = readOnly ? Access.READ_ONLY : Access.ONE_NODE;
        return new VolumeEvidence(null, name, name, access, false, List.of(), List.of(), false, false, null);
    }

    private VolumeEvidence known(
            PersistentVolume volume,
            Map<String, String> annotations,
            boolean readOnly,
            boolean replicaNodesOnly,
            Topology topology) {
        String name = volume.getMetadata().getName();
        DriverId owner = drivers.owner(volume);
        ProvisionedVolume placed =
                owner == null ? null : PodVolumes.provisioned(name, volume, owner, annotations, drivers, topology);
        org.storkee.storage.Volume seen = placed == null ? null : placed.volume();
        return new VolumeEvidence(
                owner,
                placed == null ? name : placed.key(),
                name,
                readOnly ? Access.READ_ONLY : access(volume),
                seen != null || (owner != null && !drivers.storageSystem(owner)),
                seen == null ? List.of() : seen.replicas(),
                seen == null ? List.of() : seen.attachedOn(),
                placed != null && placed.onReplicasOnly(replicaNodesOnly),
                placed != null && placed.remoteOnly(),
                NodeAffinity.of(volume));
    }

    private static Access access(PersistentVolume volume) {
        List<String> modes = volume.getSpec().getAccessModes();
        if (modes == null || modes.isEmpty()) {
            return Access.ONE_NODE;
        }
        if (modes.contains("ReadWriteMany")) {
            return Access.MANY_NODES;
        }
        return modes.stream().allMatch("ReadOnlyMany"::equals) ? Access.READ_ONLY : Access.ONE_NODE;
    }

    private static Map<String, String> annotations(ObjectMeta metadata) {
        return metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    }
}
