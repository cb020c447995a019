package org.storkee.admission;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimTemplate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.ClaimBinding;
import org.storkee.storage.DriverId;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.PodVolumes;

/**
 * Whose volumes a pod that is about to be created will use. Immutable.
 *
 * @param drivers in a fixed order
 * @param unsure of some claim nobody can tell now whose volume it will have, so there may be more
 */
record PodStorage(Set<DriverId> drivers, boolean unsure) {
    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    /** Whether some volume of the pod is a claim, will be one, or names a volume of a storage system. */
    static boolean concerns(Pod pod) {
        return pod.getSpec() != null
                && pod.getSpec().getVolumes() != null
                && pod.getSpec().getVolumes().stream().anyMatch(v -> PodVolumes.concerns(pod, v));
    }

    /**
     * Follows the pod's volumes. A claim that is not bound, and one that will be made from a template, is judged by its
     * class, the default one included; when nobody provisions for it, whoever makes a volume for it is still to be seen.
     */
    static PodStorage of(Pod pod, String namespace, ClaimSource source, PodVolumes.Owners owners) {
        PodStorage found = new PodStorage(new TreeSet<>(), false);
        for (Volume volume : pod.getSpec().getVolumes()) {
            PersistentVolume inLine = PodVolumes.inLine(volume);
            if (inLine != null) {
                found = found.with(owners.owner(inLine));
            } else if (volume != null && volume.getEphemeral() != null) {
                PersistentVolumeClaimTemplate template = volume.getEphemeral().getVolumeClaimTemplate();
                found = template == null ? found : found.with(claim(template), source, owners);
            } else if (volume != null && volume.getPersistentVolumeClaim() != null) {
                String name = volume.getPersistentVolumeClaim().getClaimName();
                PersistentVolumeClaim claim = name == null ? null : source.claim(namespace, name);
                found = claim == null ? found.orMore() : found.with(claim, source, owners);
            }
        }
        return found;
    }

    private PodStorage with(@Nullable DriverId driver) {
        if (driver == null) {
            return this;
        }
        Set<DriverId> more = new TreeSet<>(drivers);
        more.add(driver);
        return new PodStorage(more, unsure);
    }

    private PodStorage orMore() {
        return new PodStorage(drivers, true);
    }

    private PodStorage with(PersistentVolumeClaim asked, ClaimSource source, PodVolumes.Owners owners) {
        String name = asked.getSpec() == null ? null : asked.getSpec().getVolumeName();
        PersistentVolume volume = name == null || name.isEmpty() ? null : source.volume(name);
        DriverId owner = volume == null ? null : owners.owner(volume);
        if (owner != null) {
            return with(owner);
        }
        PersistentVolumeClaim claim = withClass(asked, source);
        PendingClaim pending = PodVolumes.asPending(claim, source, owners);
        if (pending == null && volume == null && (ClaimBinding.untold(claim, source) || madeByHand(claim, source))) {
            return orMore();
        }
        return pending == null ? this : with(pending.driver());
    }

    /** Whether no volume is made for claims of its class: it gets one that is there, and that may be any driver's. */
    private static boolean madeByHand(PersistentVolumeClaim claim, ClaimSource source) {
        String name = claim.getSpec() == null ? null : claim.getSpec().getStorageClassName();
        if (claim.getMetadata().getAnnotations() != null) {
            name = claim.getMetadata().getAnnotations().getOrDefault(CLASS_ANNOTATION, name);
        }
        StorageClass storageClass = name == null || name.isEmpty() ? null : source.storageClass(name);
        return storageClass != null && NO_PROVISIONER.equals(storageClass.getProvisioner());
    }

    private static PersistentVolumeClaim claim(PersistentVolumeClaimTemplate template) {
        PersistentVolumeClaim claim = new PersistentVolumeClaim();
        claim.setMetadata(template.getMetadata() == null ? new ObjectMeta() : template.getMetadata());
        claim.setSpec(template.getSpec());
        return claim;
    }

    /** No class at all means the default one; an empty name means none. */
    private static PersistentVolumeClaim withClass(PersistentVolumeClaim claim, ClaimSource source) {
        boolean named = claim.getSpec() == null
                || claim.getSpec().getStorageClassName() != null
                || (claim.getMetadata().getAnnotations() != null
                        && claim.getMetadata().getAnnotations().containsKey(CLASS_ANNOTATION));
        StorageClass standard = named ? null : source.defaultClass();
        return standard == null
                ? claim
                : new PersistentVolumeClaimBuilder(claim)
                        .editSpec()
                        .withStorageClassName(standard.getMetadata().getName())
                        .endSpec()
                        .build();
    }
}
