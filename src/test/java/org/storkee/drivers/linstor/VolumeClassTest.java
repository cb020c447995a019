package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeClassTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                              | -                         | false
            allowRemoteVolumeAccess                        | true                      | false
            allowRemoteVolumeAccess                        | false                     | true
            linstor.csi.linbit.com/allowRemoteVolumeAccess | false                     | true
            ALLOWREMOTEVOLUMEACCESS                        | False                     | true
            allowRemoteVolumeAccess                        | - fromSame: [zone]        | false
            linstor.csi.linbit.com/layerList               | storage                   | true
            layerList                                      | luks storage              | true
            layerList                                      | drbd storage              | false
            layerList                                      | DRBD storage              | false
            layerList                                      | nvme storage              | false
            """)
    void aClassTellsWhetherItsVolumesStayLocal(String key, String value, boolean local) {
        assertThat(VolumeClass.of(storageClass(key == null ? Map.of() : Map.of(key, value)))
                        .localOnly())
                .isEqualTo(local);
    }

    @Test
    void theClassNamesItsPools() {
        assertThat(VolumeClass.of(storageClass(Map.of("storagePool", "ssd nvme")))
                        .pools())
                .containsExactlyInAnyOrder("ssd", "nvme");
        assertThat(VolumeClass.of(storageClass(Map.of("linstor.csi.linbit.com/storagePool", "ssd")))
                        .pools())
                .containsExactly("ssd");
        assertThat(VolumeClass.of(storageClass(Map.of())).pools()).isEmpty();
        assertThat(VolumeClass.of(new StorageClassBuilder(storageClass(Map.of()))
                                .withParameters(null)
                                .build())
                        .pools())
                .isEmpty();
    }

    @Test
    void aVolumesOwnAttributeIsStrongerThanItsClass() {
        StorageClass local = storageClass(Map.of("allowRemoteVolumeAccess", "false"));
        StorageClass remote = storageClass(Map.of());
        String key = "linstor.csi.linbit.com/remote-access-policy";
        assertThat(VolumeClass.localOnly(volume(Map.of(key, "true")), VolumeClass.of(local)))
                .isFalse();
        assertThat(VolumeClass.localOnly(volume(Map.of(key, "false")), VolumeClass.of(remote)))
                .isTrue();
        assertThat(VolumeClass.localOnly(volume(Map.of()), VolumeClass.of(local)))
                .isTrue();
        assertThat(VolumeClass.localOnly(volume(Map.of()), VolumeClass.of(remote)))
                .isFalse();
        assertThat(VolumeClass.localOnly(volume(Map.of()), null)).isFalse();
    }

    private static PersistentVolume volume(Map<String, String> attributes) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("pv")
                .endMetadata()
                .withNewSpec()
                .withNewCsi()
                .withDriver("linstor.csi.linbit.com")
                .withVolumeAttributes(attributes)
                .endCsi()
                .endSpec()
                .build();
    }

    private static StorageClass storageClass(Map<String, String> parameters) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName("c")
                .endMetadata()
                .withParameters(parameters)
                .build();
    }
}
