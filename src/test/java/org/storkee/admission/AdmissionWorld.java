package org.storkee.admission;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.TestVolumes;

/** A cluster with a storage system of ours, {@code ours.example.com}, and another one that no driver knows. */
final class AdmissionWorld implements ClaimSource, PodVolumes.Owners {
    static final DriverId OURS = new DriverId("declared", "ours.example.com");
    static final String PROVISIONER = "ours.example.com";

    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private final Map<String, PersistentVolume> volumes = new HashMap<>();
    private final Map<String, StorageClass> classes = new HashMap<>();

    AdmissionWorld() {
        storageClass("ours", PROVISIONER);
        storageClass("foreign", "foreign.example.com");
        storageClass("by-hand", "kubernetes.io/no-provisioner");
        claim("pending-by-hand", "by-hand", null, "Pending");
        claim("bound-by-hand-foreign", "by-hand", "pv-foreign", "Bound");
        for (String each : List.of("ours", "foreign")) {
            String driver = each + ".example.com";
            volumes.put("pv-" + each, TestVolumes.csi("pv-" + each, driver, "pv-" + each));
            claim("pending-" + each, each, null, "Pending");
            claim("bound-" + each, each, "pv-" + each, "Bound");
            claim("by-hand-" + each, "", "pv-" + each, "Pending");
        }
        claim("without-class", null, null, "Pending");
        claim("class-gone", "nowhere", null, "Pending");
    }

    /** Makes a class the one of claims that name none. */
    AdmissionWorld withDefault(@Nullable String name) {
        classes.values()
                .forEach(each -> each.getMetadata()
                        .setAnnotations(
                                each.getMetadata().getName().equals(name)
                                        ? Map.of("storageclass.kubernetes.io/is-default-class", "true")
                                        : Map.of()));
        return this;
    }

    private void storageClass(String name, String provisioner) {
        classes.put(
                name,
                new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withProvisioner(provisioner)
                        .build());
    }

    private void claim(String name, @Nullable String storageClass, @Nullable String volume, String phase) {
        claims.put(
                name,
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName(storageClass)
                        .withVolumeName(volume)
                        .endSpec()
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build());
    }

    /**
     * A pod with volumes, written as words: {@code claim:NAME}, {@code ephemeral:CLASS} (nothing for none), {@code px:ID}
     * for in-tree Portworx, {@code empty}.
     */
    static Pod pod(String words) {
        List<Volume> volumes = new ArrayList<>();
        for (String word : words.isBlank() ? new String[0] : words.strip().split(" ")) {
            VolumeBuilder volume = new VolumeBuilder().withName("v" + volumes.size());
            String rest = word.substring(word.indexOf(':') + 1);
            switch (word.contains(":") ? word.substring(0, word.indexOf(':')) : word) {
                case "claim" -> volume.withNewPersistentVolumeClaim(rest, false);
                case "px" -> volume.withNewPortworxVolume("ext4", false, rest);
                case "ephemeral" -> {
                    PersistentVolumeClaimSpec spec = new PersistentVolumeClaimSpec();
                    spec.setStorageClassName(rest.isEmpty() ? null : rest);
                    volume.withNewEphemeral()
                            .withNewVolumeClaimTemplate()
                            .withSpec(spec)
                            .endVolumeClaimTemplate()
                            .endEphemeral();
                }
                default -> volume.withNewEmptyDir().endEmptyDir();
            }
            volumes.add(volume.build());
        }
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("default-scheduler")
                .withVolumes(volumes)
                .endSpec()
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

    @Override
    public @Nullable StorageClass defaultClass() {
        return ClaimSource.defaultOf(List.copyOf(classes.values()));
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        boolean ours = volume.getSpec().getPortworxVolume() != null
                || PROVISIONER.equals(volume.getSpec().getCsi().getDriver());
        return ours ? OURS : null;
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        return PROVISIONER.equals(provisioner) ? OURS : null;
    }

    @Override
    public String volumeKey(DriverId owner, PersistentVolume volume) {
        return volume.getMetadata().getName();
    }
}
