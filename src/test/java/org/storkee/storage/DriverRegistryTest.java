package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriverRegistryTest {
    private static final PersistentVolume VOLUME = new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName("pv-1")
            .endMetadata()
            .build();

    private final Mock csi = new Mock("csi", 200);
    private final Mock declared = new Mock("declared", 100);
    private final Mock longhorn = new Mock("longhorn", 50);
    private final Mock linstor = new Mock("linstor", 50);
    private final List<StorageDriver> all = List.of(csi, declared, longhorn, linstor);

    @Test
    void driversAreAskedByPrecedenceThenByName() {
        assertThat(DriverRegistry.select(all, List.of("auto"))).containsExactly(linstor, longhorn, declared, csi);
        assertThat(DriverRegistry.select(all, List.of("csi", "longhorn"))).containsExactly(longhorn, csi);
    }

    @Test
    void aNameThatIsNoDriversIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> DriverRegistry.select(all, List.of("pxd")))
                .hasMessageContaining("'pxd'")
                .hasMessageContaining("longhorn");
    }

    @Test
    void aVolumeFallsToTheNextDriverUntilTheFirstHasAnInstanceForIt() {
        DriverRegistry registry = registry("auto");
        csi.owns = true;
        assertThat(registry.owner(VOLUME)).isEqualTo(csi.id());
        assertThat(registry.owner("driver.longhorn.io")).isEqualTo(csi.id());
        longhorn.owns = true;
        assertThat(registry.owner(VOLUME)).isEqualTo(longhorn.id());
        assertThat(registry.owner("driver.longhorn.io")).isEqualTo(longhorn.id());
        assertThat(registry.volumeKey(longhorn.id(), VOLUME)).isEqualTo("longhorn pv-1");
        registry.lookUp(longhorn.id(), "a");
        assertThat(longhorn.asked).containsExactly("a");
        assertThat(csi.asked).isEmpty();
        longhorn.owns = false;
        assertThat(registry.owner(VOLUME)).isEqualTo(csi.id());
    }

    @Test
    void aVolumeNobodyKnowsHasNoOwner() {
        assertThat(registry("auto").owner(VOLUME)).isNull();
        assertThat(registry("auto").owner("example.com/nfs")).isNull();
    }

    @Test
    void aDriverThatThrowsOverAVolumeLeavesItToTheNext() {
        csi.owns = true;
        linstor.broken = true;
        assertThat(registry("auto").owner(VOLUME)).isEqualTo(csi.id());
        assertThat(registry("auto").owner("driver.longhorn.io")).isEqualTo(csi.id());
    }

    @Test
    void aDriverThatCannotStartOrTickDoesNotStopTheOthers() {
        linstor.broken = true;
        DriverRegistry registry = registry("auto");
        registry.start(null);
        registry.tick();
        registry.stop();
        assertThat(csi.calls).containsExactly("start", "tick", "stop");
        assertThat(linstor.calls).containsExactly("start", "tick", "stop");
    }

    private DriverRegistry registry(String... enabled) {
        DriverRegistry registry = new DriverRegistry();
        registry.discovery = new TestDiscovery();
        registry.use(DriverRegistry.select(all, List.of(enabled)));
        return registry;
    }

    private static final class Mock implements TopologyCapability {
        private final String type;
        private final int precedence;
        private final List<String> asked = new ArrayList<>();
        private final List<String> calls = new ArrayList<>();
        private boolean owns;
        private boolean broken;

        Mock(String type, int precedence) {
            this.type = type;
            this.precedence = precedence;
        }

        DriverId id() {
            return new DriverId(type, "one");
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public int precedence() {
            return precedence;
        }

        @Override
        public void start(ViewSink sink) {
            call("start");
        }

        @Override
        public void tick() {
            call("tick");
        }

        @Override
        public void stop() {
            call("stop");
        }

        @Override
        public DriverId owner(PersistentVolume volume) {
            call("owner");
            return owns ? id() : null;
        }

        @Override
        public DriverId owner(String provisioner) {
            call("owner");
            return owns && Set.of("driver.longhorn.io").contains(provisioner) ? id() : null;
        }

        @Override
        public String volumeKey(PersistentVolume volume) {
            return type + " " + volume.getMetadata().getName();
        }

        @Override
        public void lookUp(DriverId driver, String volumeKey) {
            asked.add(volumeKey);
        }

        private void call(String what) {
            calls.add(what);
            if (broken) {
                throw new IllegalStateException("broken on purpose");
            }
        }
    }
}
