package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import org.junit.jupiter.api.Test;

class HealthSignalsTest {
    private final VolumeAttachment attachment = new VolumeAttachmentBuilder()
            .withNewSpec()
            .withAttacher("a.example.com")
            .endSpec()
            .build();

    @Test
    void anAttachmentOfAnotherCsiDriverThanTheVolumesOwnIsForeign() {
        assertThat(HealthSignals.foreign(attachment, csi("a.example.com"))).isFalse();
        assertThat(HealthSignals.foreign(attachment, csi("b.example.com"))).isTrue();
    }

    @Test
    void anInTreeVolumeMayBeAttachedByTheDriverItWasMigratedTo() {
        PersistentVolume inTree = new PersistentVolumeBuilder()
                .withNewSpec()
                .withNewPortworxVolume("ext4", false, "v")
                .endSpec()
                .build();
        assertThat(HealthSignals.foreign(attachment, inTree)).isFalse();
    }

    private static PersistentVolume csi(String driver) {
        return new PersistentVolumeBuilder()
                .withNewSpec()
                .withNewCsi()
                .withDriver(driver)
                .endCsi()
                .endSpec()
                .build();
    }
}
