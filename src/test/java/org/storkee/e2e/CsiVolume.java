package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.util.List;
import org.storkee.testing.cluster.Edits;

/**
 * A volume of a CSI driver that nobody plays, its claim and its pod. Kubernetes' own controller attaches and detaches it
 * where it is told to; then the test is the driver's attacher and the kubelet that has it mounted.
 */
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

    /** Lets Kubernetes attach volumes to a node, as a kubelet asks for; some time before {@link #create}. */
    void manageAttachments(String node) {
        Edits.edit(
                bed.client.nodes().withName(node),
                found -> new NodeBuilder(found)
                        .editMetadata()
                        .addToAnnotations("volumes.kubernetes.io/controller-managed-attach-detach", "true")
                        .endMetadata()
                        .build());
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

    /** Waits until Kubernetes wants it attached, attaches it, and has it mounted, so that it is not just detached. */
    void attached(String node) {
        await().atMost(SOON).until(() -> !attachments().isEmpty());
        bed.client.resource(attachments().getFirst()).editStatus(found -> {
            found.setStatus(new io.fabric8.kubernetes.api.model.storage.VolumeAttachmentStatusBuilder()
                    .withAttached(true)
                    .build());
            return found;
        });
        bed.client
                .nodes()
                .withName(node)
                .editStatus(found -> new NodeBuilder(found)
                        .editStatus()
                        .withVolumesInUse("kubernetes.io/csi/" + driver + "^" + name)
                        .endStatus()
                        .build());
    }

    /** Its attachments. */
    List<VolumeAttachment> attachments() {
        return bed.client.storage().v1().volumeAttachments().list().getItems().stream()
                .filter(one -> name.equals(one.getSpec().getSource().getPersistentVolumeName()))
                .toList();
    }

    /** Deletes volume and claim, where they are. */
    void remove() {
        bed.client.persistentVolumeClaims().inNamespace(bed.name).withName(name).delete();
        bed.client.persistentVolumes().withName(name).delete();
        attachments().forEach(one -> bed.client.resource(one).delete());
    }
}
