package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Claims;

/** How a claim stands to its volume, its class and whoever provisions for it, as far as the caches tell. */
public final class ClaimBinding {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final List<String> PROVISIONER_ANNOTATIONS =
            List.of("volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner");
    private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";

    private ClaimBinding() {}

    /**
     * Whether a claim has a volume, seen here or not. The annotation comes a moment before the phase, and the scheduler
     * goes by it.
     */
    public static boolean bound(PersistentVolumeClaim claim) {
        String name = claim.getSpec() == null ? null : claim.getSpec().getVolumeName();
        String phase = claim.getStatus() == null ? null : claim.getStatus().getPhase();
        return name != null
                && !name.isEmpty()
                && ("Bound".equals(phase)
                        || ("yes".equals(annotations(claim).get(BIND_COMPLETED)) && !"Lost".equals(phase)));
    }

    /** Whether a claim is {@link #bound}, or was and its volume is lost: a pod may still write to that. */
    public static boolean hadVolume(PersistentVolumeClaim claim) {
        return bound(claim)
                || (claim.getStatus() != null && "Lost".equals(claim.getStatus().getPhase()));
    }

    /** The volume a bound claim has, or null. */
    public static @Nullable PersistentVolume volume(PersistentVolumeClaim claim, Claims claims) {
        return bound(claim) ? claims.volume(claim.getSpec().getVolumeName()) : null;
    }

    /** The driver that owns the claim, by its {@link #volume}; without one, or when nobody knows it, by the provisioner. */
    static @Nullable DriverId owner(
            PersistentVolumeClaim claim, @Nullable PersistentVolume volume, Claims claims, PodVolumes.Owners owners) {
        DriverId owner = volume == null ? null : owners.owner(volume);
        if (owner != null) {
            return owner;
        }
        String provisioner = provisioner(claim, claims);
        return provisioner == null ? null : owners.owner(provisioner);
    }

    /**
     * Whether nobody can tell yet whose a claim is that no driver owns: neither its volume nor a provisioner is known.
     * The scheduler asks about pods whose claims are bound, or have a class that waits for them, so a claim that is
     * neither here has changed since our caches heard of it, and its volume may well be ours.
     */
    public static boolean untold(PersistentVolumeClaim claim, Claims claims) {
        return untold(claim, volume(claim, claims), claims);
    }

    static boolean untold(PersistentVolumeClaim claim, @Nullable PersistentVolume volume, Claims claims) {
        return volume == null && provisioner(claim, claims) == null;
    }

    /** By the class; by the claim's annotation once the class is gone (upstream's ownership rules, reference 4.4). */
    private static @Nullable String provisioner(PersistentVolumeClaim claim, Claims claims) {
        for (String key : PROVISIONER_ANNOTATIONS) {
            String provisioner = annotations(claim).get(key);
            if (provisioner != null) {
                return provisioner;
            }
        }
        StorageClass storageClass = storageClass(claim, claims);
        return storageClass == null ? null : storageClass.getProvisioner();
    }

    static boolean waitsForConsumer(PersistentVolumeClaim claim, Claims claims) {
        StorageClass storageClass = storageClass(claim, claims);
        return storageClass != null && "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode());
    }

    private static @Nullable StorageClass storageClass(PersistentVolumeClaim claim, Claims claims) {
        String name = className(claim);
        return name == null ? null : claims.storageClass(name);
    }

    static @Nullable String className(PersistentVolumeClaim claim) {
        String name = annotations(claim).get(CLASS_ANNOTATION);
        if (name == null && claim.getSpec() != null) {
            name = claim.getSpec().getStorageClassName();
        }
        return name == null || name.isEmpty() ? null : name;
    }

    /** Never null. */
    static Map<String, String> annotations(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
