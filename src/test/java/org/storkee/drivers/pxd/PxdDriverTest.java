package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
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
        PxdDriver driver = new PxdDriver();
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
        assertThat(driver.owner(VOLUME)).isEqualTo(expected);
        assertThat(driver.owner("kubernetes.io/portworx-volume")).isEqualTo(expected);
        discovery.remove("pxd.portworx.com");
        assertThat(driver.instances()).isEmpty();
        assertThat(driver.owner(VOLUME)).isNull();
    }

    @Test
    void namedInTheListOrGivenAnAddressItAsksInAnyCase() {
        assertThat(driver(new TestDiscovery("pxd"), Map.of()).instances()).hasSize(1);
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
