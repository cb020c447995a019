package org.storkee.drivers.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;

class LonghornObjectsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(60);
    private static final String READY = "{type: Ready, status: 'True'}, {type: Schedulable, status: 'True'}";

    private final LonghornObjects longhorn = new LonghornObjects("longhorn-system");

    @Test
    void aLonghornIsThereWhenItHasAMachine() {
        assertThat(longhorn.present()).isFalse();
        longhorn.put(volume("v1"));
        assertThat(longhorn.present()).isFalse();
        longhorn.put(node("n1", READY, 100, 0), NOW);
        assertThat(longhorn.present()).isTrue();
        longhorn.remove(node("n1", READY, 100, 0), NOW);
        assertThat(longhorn.present()).isFalse();
    }

    @Test
    void newsThatMoveNothingAreNoNews() {
        assertThat(longhorn.put(node("n1", READY, 100, 0), NOW)).isTrue();
        assertThat(longhorn.put(node("n1", READY, 100, 0), NOW)).isFalse();
        assertThat(longhorn.put(replica("r1", "v1", "n1", "healthyAt: t"))).isFalse();
        assertThat(longhorn.put(volume("v1"))).isTrue();
        assertThat(longhorn.put(volume("v1"))).isFalse();
        assertThat(longhorn.put(replica("r1", "v1", "n1", "healthyAt: later"))).isFalse();
        assertThat(longhorn.put(engine("{r1: RW}"))).isFalse();
        assertThat(longhorn.put(engine("{r1: ERR}"))).isTrue();
        assertThat(longhorn.remove(engine("{r1: ERR}"))).isTrue();
        assertThat(longhorn.remove(engine("{r1: ERR}"))).isFalse();
    }

    @Test
    void aVolumeComesTogetherInWhateverOrderItsPartsArrive() {
        longhorn.put(engine("{r1: RW, r2: WO}"));
        longhorn.put(replica("r2", "v1", "n2", "healthyAt: t"));
        longhorn.put(volume("v1"));
        longhorn.put(replica("r1", "v1", "n1", "healthyAt: t"));
        assertThat(seen())
                .containsExactly(new Replica("n1", ReplicaState.UP_TO_DATE), new Replica("n2", ReplicaState.SYNCING));
        longhorn.remove(replica("r2", "v1", "n2", ""));
        assertThat(seen()).hasSize(1);
        longhorn.remove(volume("v1"));
        assertThat(longhorn.view().volumes()).isEmpty();
    }

    @Test
    void aViewThatWasHandedOutDoesNotChange() {
        longhorn.put(node("n1", READY, 100, 0), NOW);
        longhorn.put(volume("v1"));
        StorageView view = longhorn.view();
        longhorn.remove(volume("v1"));
        longhorn.put(node("n1", "{type: Ready, status: Unknown}", 100, 0), NOW);
        assertThat(view.volumes()).containsOnlyKeys("v1");
        assertThat(view.nodes())
                .singleElement()
                .satisfies(n -> assertThat(n.state()).isEqualTo(NodeState.ONLINE));
        assertThat(view.driver()).isEqualTo(LonghornViews.instance("longhorn-system"));
    }

    @Test
    void roomIsOnePoolOfAllMachinesOnceTheSettingIsKnown() {
        longhorn.put(node("n2", READY, 1000, 400), THEN);
        longhorn.put(node("n1", READY, 500, 0), THEN);
        assertThat(longhorn.view().pools()).isEmpty();
        assertThat(longhorn.put(setting("100"), NOW)).isTrue();
        assertThat(longhorn.view().pools())
                .containsExactly(new CapacityPool("replicas", List.of("n1", "n2"), 1100, 600, NOW));
        assertThat(longhorn.put(setting("200"), NOW)).isTrue();
        assertThat(longhorn.view().pools().get(0).availableBytes()).isEqualTo(2600);
        assertThat(longhorn.put(setting("plenty"), NOW)).isTrue();
        assertThat(longhorn.view().pools()).isEmpty();
    }

    @Test
    void theRoomsAgeIsThatOfTheFigureNotOfTheLastNews() {
        longhorn.put(setting("100"), THEN);
        longhorn.put(node("n1", READY, 500, 0), THEN);
        longhorn.put(node("n1", READY, 500, 0), NOW);
        assertThat(longhorn.view().pools().get(0).observedAt()).isEqualTo(THEN);
        assertThat(longhorn.put(node("n1", READY, 500, 100), NOW)).isTrue();
        assertThat(longhorn.view().pools().get(0).observedAt()).isEqualTo(NOW);
        assertThat(longhorn.unset(NOW)).isTrue();
        assertThat(longhorn.view().pools()).isEmpty();
    }

    private List<Replica> seen() {
        Map<String, Volume> volumes = longhorn.view().volumes();
        return volumes.get("v1").replicas();
    }

    private static LonghornNode node(String name, String conditions, long maximum, long scheduled) {
        return read(
                "{metadata: {name: " + name + "}, spec: {allowScheduling: true, disks: {d: {allowScheduling: true}}},"
                        + " status: {conditions: [" + conditions + "], diskStatus: {d: {conditions: [" + READY
                        + "], storageMaximum: " + maximum + ", storageScheduled: " + scheduled + "}}}}",
                LonghornNode.class);
    }

    private static LonghornVolume volume(String name) {
        return read("{metadata: {name: " + name + "}}", LonghornVolume.class);
    }

    private static LonghornReplica replica(String name, String volume, String node, String more) {
        return read(
                "{metadata: {name: " + name + "}, spec: {volumeName: " + volume + ", nodeID: " + node + ", " + more
                        + "}}",
                LonghornReplica.class);
    }

    private static LonghornEngine engine(String modes) {
        return read(
                "{metadata: {name: e1}, spec: {volumeName: v1, active: true}, status: {currentState: running,"
                        + " replicaModeMap: " + modes + "}}",
                LonghornEngine.class);
    }

    private static LonghornSetting setting(String value) {
        return read("{metadata: {name: s}, value: " + value + "}", LonghornSetting.class);
    }

    private static <T> T read(String yaml, Class<T> kind) {
        return Serialization.unmarshal("---\n" + yaml, kind);
    }
}
