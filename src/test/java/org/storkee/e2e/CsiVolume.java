package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;

/** A volume of a CSI driver that nobody plays, its claim and its pod; nobody attaches it. */
final class CsiVolume {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Testbed bed;
    private final String driver;
    private final String name;

    /** {@code name}: of volume, handle and claim. */
    CsiVolume(Testbed bed, String driver, String name) {
        this.bed = bed;
        this.driver = driver;
        this.name = name;
    }

    /** Creates the volume, its claim, and a pod that uses it. */
    void create(Pod pod) {
        bed.client
                .resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addToCapacity("storage", new Quantity("1Gi"))
                        .withAccessModes("ReadWriteOnce")
                        .withPersistentVolumeReclaimPolicy("Retain")
                        .withStorageClassName("")
                        .withNewCsi()
                        .withDriver(driver)
                        .withVolumeHandle(name)
                        .endCsi()
                        .withNewClaimRef()
                        .withNamespace(bed.name)
                        .withName(name)
                        .endClaimRef()
                        .endSpec()
                        .build())
                .create();
        bed.client
                .resource(new PersistentVolumeClaimBuilder(Workload.claim(bed, name, "", "1Gi"))
                        .editSpec()
                        .withVolumeName(name)
                        .endSpec()
                        .build())
                .create();
        await().atMost(SOON)
                .until(() -> "Bound"
                        .equals(bed.client
                                .persistentVolumeClaims()
                                .inNamespace(bed.name)
                                .withName(name)
                                .get()
                                .getStatus()
                                .getPhase()));
        bed.create(List.of(pod));
    }

    /** Deletes volume and claim, where they are. */
    void remove() {
        bed.client.persistentVolumeClaims().inNamespace(bed.name).withName(name).delete();
        bed.client.persistentVolumes().withName(name).delete();
    }
}
