package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.storkee.storage.DriverId;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.testing.linstor.LinstorController;
import org.storkee.testing.linstor.SimulatedLinstor;

class LinstorDriverTest {
    private static final String CSI = "linstor.csi.linbit.com";
    private static final DriverId ID = new DriverId("linstor", CSI);

    @Test
    void withoutControllersItAppearsWithTheCsiDriverAndOwnsNothingUntilItIsAnswered() {
        TestDiscovery discovery = new TestDiscovery();
        LinstorDriver driver = driver("", discovery);
        assertThat(driver.instances()).isEmpty();
        assertThat(driver.owner(CSI)).isNull();
        discovery.add(CSI);
        assertThat(driver.instances()).extracting(LinstorInstance::id).containsExactly(ID);
        assertThat(driver.owner(CSI))
                .as("nobody answered where it was guessed to be")
                .isNull();
        discovery.remove(CSI);
        assertThat(driver.instances()).isEmpty();
        driver.close();
    }

    @Test
    void namedItLooksWhereLinstorUsuallyIsAndOwnsItsVolumes() {
        LinstorDriver driver = driver("", new TestDiscovery("linstor"));
        assertThat(driver.instances()).extracting(LinstorInstance::id).containsExactly(ID);
        assertThat(driver.owner(CSI)).isEqualTo(ID);
        driver.close();
    }

    @Test
    void configuredItIsThereWhateverTheClusterShows() throws Exception {
        try (LinstorController controller = LinstorController.start(new SimulatedLinstor().node("n", "", 1))) {
            LinstorDriver driver = driver(controller.url().toString(), new TestDiscovery());
            assertThat(driver.owner(CSI)).isEqualTo(ID);
            LinstorInstance only = driver.instances().iterator().next();
            assertThat(only.observe().nodes()).hasSize(1);
            assertThat(only.answered()).isTrue();
            driver.close();
        }
    }

    @Test
    void eachOfTwoClustersOwnsTheVolumesOfItsCsiDriver() {
        LinstorDriver driver = driver("one.example=a; two.example=b,c", new TestDiscovery());
        assertThat(driver.instances()).hasSize(2);
        assertThat(driver.owner(TestVolumes.csi("pv", "two.example", "v")))
                .isEqualTo(new DriverId("linstor", "two.example"));
        assertThat(driver.owner("one.example")).isEqualTo(new DriverId("linstor", "one.example"));
        assertThat(driver.owner(CSI)).isNull();
        driver.close();
    }

    @Test
    void aWrongAddressEndsTheStartAndNamesTheKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> driver("ftp://x", new TestDiscovery()))
                .withMessageStartingWith("stork.linstor.controllers: 'ftp://x'");
    }

    private static LinstorDriver driver(String controllers, TestDiscovery discovery) {
        LinstorDriver driver = new LinstorDriver() {
            @Override
            LinstorViews views(String name) {
                return new LinstorViews(Set.of(), List.of(), List.of());
            }
        };
        driver.controllers = controllers.isEmpty() ? Optional.empty() : Optional.of(controllers);
        driver.username = Optional.empty();
        driver.password = Optional.empty();
        driver.tokenFile = Optional.empty();
        driver.userCertificate = Optional.empty();
        driver.userKey = Optional.empty();
        driver.rootCa = Optional.empty();
        driver.credentialsDir = Optional.empty();
        driver.discovery = discovery;
        driver.clock = Clock.systemUTC();
        driver.configure();
        return driver;
    }
}
