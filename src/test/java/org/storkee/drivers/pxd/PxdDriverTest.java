package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.storkee.storage.DriverId;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.testing.ManagedExecutors;

/** When the driver is there, and which cluster a volume belongs to. */
class PxdDriverTest {
    private static final PersistentVolume VOLUME = TestVolumes.csi("pvc-1", "pxd.portworx.com", "1001");

    private static PxdDriver driver(TestDiscovery discovery, Map<String, String> settings) {
        return driver(discovery, settings, null);
    }

    private static PxdDriver driver(TestDiscovery discovery, Map<String, String> settings, KubernetesClient client) {
        PxdDriver driver = new PxdDriver();
        driver.client = client;
        driver.clock = Clock.systemUTC();
        driver.discovery = discovery;
        driver.background = ManagedExecutors.virtual();
        driver.configure(PxdSettings.read(key -> Optional.ofNullable(settings.get(key))));
        return driver;
    }

    @Test
    void withoutASignOfPortworxItAsksNobodyAndOwnsNothing() {
        PxdDriver driver = driver(new TestDiscovery(), Map.of());
        assertThat(driver.instances()).isEmpty();
        assertThat(driver.owner(VOLUME)).isNull();
        assertThat(driver.owner("pxd.portworx.com")).isNull();
    }

    @Test
    void itFollowsItsCsiDriver() {
        TestDiscovery discovery = new TestDiscovery();
        PxdDriver driver = driver(discovery, Map.of());
        discovery.add("pxd.portworx.com");
        DriverId expected = new DriverId("pxd", "kube-system/portworx-service");
        assertThat(driver.instances()).extracting(PolledInstance::id).containsExactly(expected);
        discovery.remove("pxd.portworx.com");
        assertThat(driver.instances()).isEmpty();
    }

    /** Its Service is only where Portworx usually is: until it answered there, the csi driver knows more. */
    @Test
    void withoutASettingItOwnsVolumesFromItsFirstAnswerOn() throws Exception {
        try (StubPortworx portworx = new StubPortworx()) {
            TestDiscovery discovery = new TestDiscovery();
            PxdDriver driver = driver(discovery, Map.of(), portworx.client());
            discovery.add("pxd.portworx.com");
            assertThat(driver.owner(VOLUME)).isNull();
            assertThat(driver.owner("kubernetes.io/portworx-volume")).isNull();
            driver.instances().iterator().next().observe();
            DriverId expected = new DriverId("pxd", "kube-system/portworx-service");
            assertThat(driver.owner(VOLUME)).isEqualTo(expected);
            assertThat(driver.owner("kubernetes.io/portworx-volume")).isEqualTo(expected);
            portworx.answer(StubPortworx.STATUS, 500, "");
            assertThatIOException()
                    .isThrownBy(() -> driver.instances().iterator().next().observe());
            assertThat(driver.owner(VOLUME)).as("of one that fell silent").isEqualTo(expected);
            discovery.remove("pxd.portworx.com");
            assertThat(driver.owner(VOLUME)).isNull();
            driver.stop();
        }
    }

    @Test
    void itComesWithTheFirstObjectOfPortworxAndGoesWithTheLast() {
        PxdDriver driver = driver(new TestDiscovery(), Map.of());
        driver.sign(VOLUME, true);
        driver.sign(TestVolumes.csi("pvc-2", "pxd.portworx.com", "1002"), true);
        driver.sign(VOLUME, false);
        assertThat(driver.instances()).hasSize(1);
        driver.sign(TestVolumes.csi("pvc-2", "pxd.portworx.com", "1002"), false);
        assertThat(driver.instances()).isEmpty();
        StorageClass itsClass = new StorageClassBuilder()
                .withNewMetadata()
                .withName("px")
                .endMetadata()
                .withProvisioner("kubernetes.io/portworx-volume")
                .build();
        driver.sign(itsClass, true);
        assertThat(driver.instances()).hasSize(1);
        driver.sign(itsClass, false);
        assertThat(driver.instances()).isEmpty();
    }

    @Test
    void namedInTheListOrGivenAnAddressItAsksInAnyCase() {
        PxdDriver named = driver(new TestDiscovery("pxd"), Map.of());
        assertThat(named.instances()).hasSize(1);
        assertThat(named.owner(VOLUME)).isEqualTo(new DriverId("pxd", "kube-system/portworx-service"));
        assertThat(driver(new TestDiscovery(), Map.of("stork.pxd.service", "px"))
                        .instances())
                .extracting(PolledInstance::id)
                .containsExactly(new DriverId("pxd", "kube-system/px"));
    }

    @Test
    void everyAddressIsAnInstanceAndTheFirstOneGetsWhatNobodyShows() {
        PxdDriver driver =
                driver(new TestDiscovery(), Map.of("stork.pxd.endpoint", "10.0.0.1:9021,https://px.example.org/"));
        assertThat(driver.instances())
                .extracting(PolledInstance::id)
                .containsExactly(new DriverId("pxd", "10.0.0.1:9021"), new DriverId("pxd", "px.example.org"));
        assertThat(driver.owner(VOLUME)).isEqualTo(new DriverId("pxd", "10.0.0.1:9021"));
        assertThat(driver.owner("pxd.portworx.com")).isEqualTo(new DriverId("pxd", "10.0.0.1:9021"));
        assertThat(driver.volumeKey(VOLUME)).isEqualTo("1001");
    }
}
