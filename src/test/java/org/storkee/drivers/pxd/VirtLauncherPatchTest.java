package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.storage.PodPatch;

class VirtLauncherPatchTest {
    @TempDir
    Path directory;

    private ConfigMap library() throws IOException {
        Path file = directory.resolve("px_statfs.so");
        Files.writeString(file, "library");
        return new StatfsLibrary(file).in("machines");
    }

    private static PodBuilder machine() {
        return new PodBuilder()
                .withNewMetadata()
                .addToLabels("kubevirt.io", "virt-launcher")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("disk")
                .endVolume()
                .addNewInitContainer()
                .withName("init")
                .endInitContainer()
                .addNewContainer()
                .withName("compute")
                .addNewVolumeMount()
                .withName("disk")
                .withMountPath("/disk")
                .endVolumeMount()
                .endContainer()
                .endSpec();
    }

    @Test
    void theConfigMapHasUpstreamsNamesAndContent() throws Exception {
        ConfigMap library = library();
        assertThat(library.getMetadata().getNamespace()).isEqualTo("machines");
        assertThat(library.getMetadata().getName()).isEqualTo("px-statfs");
        assertThat(library.getBinaryData()).containsEntry("px_statfs.so", "bGlicmFyeQ==");
        assertThat(library.getData())
                .containsEntry("ld.so.preload", "/etc/px_statfs.so")
                .containsKey("px_statfs.so.sha256");
    }

    @Test
    void labelVolumeAndMountsAreAddedAndNothingIsReplaced() throws Exception {
        PodPatch patch = VirtLauncherPatch.of(machine().build(), library());
        assertThat(patch.operations())
                .extracting(PodPatch.Operation::path)
                .containsExactly(
                        "/metadata/labels/portworx.io~1statfs",
                        "/spec/volumes/-",
                        "/spec/containers/0/volumeMounts/-",
                        "/spec/containers/0/volumeMounts/-",
                        "/spec/initContainers/0/volumeMounts");
        assertThat(patch.operations().get(2).value())
                .hasToString(java.util.Map.of(
                                "name", "px-statfs", "mountPath", "/etc/px_statfs.so", "subPath", "px_statfs.so")
                        .toString());
    }

    @Test
    void aPodThatHasItAllIsLeftAloneWhenTheWebhookIsAskedAgain() throws Exception {
        Pod done = machine()
                .editMetadata()
                .addToLabels("portworx.io/statfs", "true")
                .endMetadata()
                .editSpec()
                .addNewVolume()
                .withName("px-statfs")
                .endVolume()
                .withInitContainers()
                .editFirstContainer()
                .addNewVolumeMount()
                .withMountPath("/etc/px_statfs.so")
                .endVolumeMount()
                .addNewVolumeMount()
                .withMountPath("/etc/ld.so.preload")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
        assertThat(VirtLauncherPatch.of(done, library())).isNull();
    }

    @Test
    void onlyVirtualMachinesPodsAreConcerned() {
        assertThat(VirtLauncherPatch.concerns(machine().build())).isTrue();
        assertThat(VirtLauncherPatch.concerns(
                        new PodBuilder().withNewMetadata().endMetadata().build()))
                .isFalse();
    }

    @Test
    void withoutTheLibrarysFileNothingIsDone() {
        assertThat(new StatfsLibrary(directory.resolve("nowhere.so")).in("machines"))
                .isNull();
    }
}
