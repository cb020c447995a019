package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PxdOwnershipTest {
    private static PersistentVolumeBuilder volume() {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("pvc-1")
                .endMetadata()
                .withNewSpec()
                .endSpec();
    }

    private static PersistentVolume csi(String driver, String handle) {
        return volume().editSpec()
                .withNewCsi()
                .withDriver(driver)
                .withVolumeHandle(handle)
                .endCsi()
                .endSpec()
                .build();
    }

    private static PersistentVolume inTree(String id) {
        return volume().editSpec()
                .withNewPortworxVolume()
                .withVolumeID(id)
                .endPortworxVolume()
                .endSpec()
                .build();
    }

    private static PersistentVolume provisionedBy(PersistentVolume volume, String provisioner) {
        return new PersistentVolumeBuilder(volume)
                .editMetadata()
                .addToAnnotations("pv.kubernetes.io/provisioned-by", provisioner)
                .endMetadata()
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "kubernetes.io/portworx-volume, true",
        "pxd.portworx.com, true",
        "com.openstorage.pxd, true",
        "stork-snapshot, true",
        "ebs.csi.aws.com, false",
        "PXD.portworx.com, false",
        "'', false",
    })
    void aProvisionerIsOursOrNot(String provisioner, boolean ours) {
        assertThat(PxdOwnership.owns(provisioner)).isEqualTo(ours);
        assertThat(PxdOwnership.owns(provisionedBy(volume().build(), provisioner)))
                .isEqualTo(ours);
    }

    @Test
    void whoProvisionedAVolumeCountsForMoreThanItsSource() {
        assertThat(PxdOwnership.owns(provisionedBy(inTree("7"), "ebs.csi.aws.com")))
                .isFalse();
        assertThat(PxdOwnership.owns(provisionedBy(csi("other.example.org", "7"), "stork-snapshot")))
                .isTrue();
    }

    @Test
    void aVolumeMadeByHandIsOursByItsSource() {
        assertThat(PxdOwnership.owns(inTree("7"))).isTrue();
        assertThat(PxdOwnership.owns(csi("pxd.portworx.com", "7"))).isTrue();
        assertThat(PxdOwnership.owns(csi("ebs.csi.aws.com", "7"))).isFalse();
        assertThat(PxdOwnership.owns(volume().build())).isFalse();
        assertThat(PxdOwnership.owns(volume().withSpec(null).build())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1039482038", "a-name-a-person-chose"})
    void theHandleIsWhatTheSourceSays(String handle) {
        assertThat(PxdOwnership.handle(csi("pxd.portworx.com", handle))).isEqualTo(handle);
        assertThat(PxdOwnership.handle(inTree(handle))).isEqualTo(handle);
    }

    @Test
    void withoutAWordOfTheSourceTheVolumesNameIsTheHandle() {
        assertThat(PxdOwnership.handle(volume().build())).isEqualTo("pvc-1");
        assertThat(PxdOwnership.handle(inTree(""))).isEqualTo("pvc-1");
        assertThat(PxdOwnership.handle(volume().withSpec(null).build())).isEqualTo("pvc-1");
    }
}
