package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Claims;

/** Claims, volumes and classes in memory, and pods that use them. */
public final class TestVolumes implements Claims {
    private static final String NAMESPACE = "conformance";
    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private final Map<String, PersistentVolume> volumes = new HashMap<>();
    private final Map<String, StorageClass> classes = new HashMap<>();

    /** A pod that mounts claims. */
    public final class OnePod {
        private final Pod pod;

        private OnePod(Pod pod) {
            this.pod = pod;
        }

        /** The pod's volumes as they are when {@code driver} is the only one. */
        public PodVolumes volumes(TopologyCapability driver, Topology topology) {
            return PodVolumes.of(pod, TestVolumes.this, owners(driver), topology);
        }
    }

    /** A class whose claims wait for their first consumer. */
    public void storageClass(String name, String provisioner) {
        classes.put(
                name,
                new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withProvisioner(provisioner)
                        .withVolumeBindingMode("WaitForFirstConsumer")
                        .build());
    }

    /** A claim of 1 GiB that waits for its first consumer. */
    public void pending(String name, String storageClass) {
        claims.put(name, claim(name, storageClass, null, null));
    }

    /** A claim that is bound to {@code volume}; class and annotation may be missing. */
    public void bound(
            String name, PersistentVolume volume, @Nullable String storageClass, @Nullable String provisioner) {
        volumes.put(volume.getMetadata().getName(), volume);
        claims.put(name, claim(name, storageClass, provisioner, volume));
    }

    /** A pod that mounts these claims. */
    public OnePod of(String... names) {
        return new OnePod(new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withVolumes(Stream.of(names)
                        .map(name -> new io.fabric8.kubernetes.api.model.VolumeBuilder()
                                .withName(name)
                                .withNewPersistentVolumeClaim(name, false)
                                .build())
                        .toList())
                .endSpec()
                .build());
    }

    /** Volumes of systems that do not exist: by CSI driver, by annotation, in-tree, and of nothing at all. */
    public static List<PersistentVolume> foreign() {
        return List.of(
                csi("foreign-csi", "foreign.example.com", "vol-1"),
                provisionedBy(nfs("foreign-annotation"), "foreign.example.com/nfs"),
                nfs("foreign-nfs"),
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName("foreign-empty")
                        .endMetadata()
                        .build());
    }

    /** A volume of a CSI driver. */
    public static PersistentVolume csi(String name, String driver, String handle) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewCsi()
                .withDriver(driver)
                .withVolumeHandle(handle)
                .endCsi()
                .endSpec()
                .build();
    }

    /** A volume whose source tells nothing about who made it. */
    public static PersistentVolume nfs(String name) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewNfs("/export", false, "nfs.example.com")
                .endSpec()
                .build();
    }

    /** {@code volume} with the annotation that names who made it. */
    public static PersistentVolume provisionedBy(PersistentVolume volume, String provisioner) {
        return new PersistentVolumeBuilder(volume)
                .editMetadata()
                .addToAnnotations(PROVISIONED_BY, provisioner)
                .endMetadata()
                .build();
    }

    @Override
    public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
        return claims.get(name);
    }

    @Override
    public @Nullable PersistentVolume volume(String name) {
        return volumes.get(name);
    }

    @Override
    public @Nullable StorageClass storageClass(String name) {
        return classes.get(name);
    }

    private static PersistentVolumeClaim claim(
            String name,
            @Nullable String storageClass,
            @Nullable String provisioner,
            @Nullable PersistentVolume volume) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withUid("uid-" + name)
                .withAnnotations(
                        provisioner == null
                                ? Map.of()
                                : Map.of("volume.kubernetes.io/storage-provisioner", provisioner))
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(storageClass)
                .withVolumeName(volume == null ? null : volume.getMetadata().getName())
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .withNewStatus()
                .withPhase(volume == null ? "Pending" : "Bound")
                .endStatus()
                .build();
    }

    private static PodVolumes.Owners owners(TopologyCapability driver) {
        return new PodVolumes.Owners() {
            @Override
            public @Nullable DriverId owner(PersistentVolume volume) {
                return driver.owner(volume);
            }

            @Override
            public @Nullable DriverId owner(String provisioner) {
                return driver.owner(provisioner);
            }

            @Override
            public String volumeKey(DriverId owner, PersistentVolume volume) {
                return driver.volumeKey(volume);
            }
        };
    }
}
