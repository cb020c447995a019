package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

class PxdViewsTest {
    private static final DriverId DRIVER = new DriverId("pxd", "here");

    private final PxdViews views = new PxdViews(Map.of());

    private static SdkVolume volume(String state, List<String> replicas, List<String> current) {
        return new SdkVolume("7", "pvc-7", state, false, replicas, current, "", false, "", Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "VOLUME_STATUS_UP,false",
        "VOLUME_STATUS_DEGRADED,true",
        "VOLUME_STATUS_DOWN,true",
        "VOLUME_STATUS_NOT_PRESENT,true",
        "VOLUME_STATUS_NONE,",
        "'',"
    })
    void aVolumesStatusIsItsCondition(String status, Boolean abnormal) {
        views.add(new SdkVolume("7", "", "", false, List.of(), List.of(), "", false, status, Map.of()));
        VolumeCondition condition =
                views.view(DRIVER, List.of()).volumes().get("7").condition();
        assertThat(condition == null ? null : condition.abnormal()).isEqualTo(abnormal);
    }

    private List<Replica> replicas(SdkVolume volume) {
        views.add(volume);
        return views.view(DRIVER, List.of()).volumes().get("7").replicas();
    }

    @Test
    void aMachineKeepsItsRawStatusAndBothItsAddresses() {
        StorageNode node = PxdViews.node(
                new SdkNode("id", "STATUS_POOLMAINTENANCE", "192.168.0.1", "10.0.0.1", "Host.Example.org", "worker"));
        assertThat(node.id()).isEqualTo("id");
        assertThat(node.schedulerId()).isEqualTo("worker");
        assertThat(node.hostname()).isEqualTo("host.example.org");
        assertThat(node.addresses()).containsExactly("192.168.0.1", "10.0.0.1");
        assertThat(node.state()).isEqualTo(NodeState.STORAGE_DOWN);
        assertThat(node.rawStatus()).isEqualTo("STATUS_POOLMAINTENANCE");
        assertThat(node.fenced()).isFalse();
    }

    @Test
    void aMachineMayHaveOneAddressOrNone() {
        assertThat(PxdViews.node(new SdkNode("id", "STATUS_OK", "10.0.0.1", "10.0.0.1", "", ""))
                        .addresses())
                .containsExactly("10.0.0.1");
        StorageNode bare = PxdViews.node(new SdkNode("id", "STATUS_OK", "", "", "", ""));
        assertThat(bare.addresses()).isEmpty();
        assertThat(bare.hostname()).isNull();
        assertThat(bare.schedulerId()).isNull();
    }

    @Test
    void everyReplicaIsCurrentUnlessTheVolumeSaysOtherwise() {
        assertThat(replicas(volume("VOLUME_STATE_DETACHED", List.of("a", "b"), List.of())))
                .containsExactly(new Replica("a", ReplicaState.UP_TO_DATE), new Replica("b", ReplicaState.UP_TO_DATE));
    }

    @Test
    void aReplicaThatLagsBehindGivesNoLocality() {
        assertThat(replicas(volume("VOLUME_STATE_DETACHED", List.of("a", "b"), List.of("b"))))
                .containsExactly(new Replica("a", ReplicaState.SYNCING), new Replica("b", ReplicaState.UP_TO_DATE));
    }

    @Test
    void aRuntimeStateInOtherWordsSaysNothing() {
        assertThat(replicas(volume("VOLUME_STATE_DETACHED", List.of("a"), List.of("somebody"))))
                .containsExactly(new Replica("a", ReplicaState.UP_TO_DATE));
    }

    @Test
    void aVolumeWithoutReplicaDataIsThereAndGivesNoLocality() {
        assertThat(replicas(volume("VOLUME_STATE_PENDING", List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void aDeletedVolumeIsNotThere() {
        views.add(volume("VOLUME_STATE_DELETED", List.of("a"), List.of()));
        views.add(new SdkVolume(
                "8", "", "VOLUME_STATE_DETACHED", true, List.of("a"), List.of(), "", false, "", Map.of()));
        views.add(new SdkVolume("", "nameless", "", false, List.of("a"), List.of(), "", false, "", Map.of()));
        assertThat(views.view(DRIVER, List.of()).volumes()).isEmpty();
        assertThat(views.has("7")).isFalse();
    }

    @Test
    void aVolumeIsFoundByItsIdAndByItsName() {
        views.add(volume("VOLUME_STATE_ERROR", List.of("a"), List.of()));
        assertThat(views.has("7")).isTrue();
        assertThat(views.has("pvc-7")).isTrue();
        assertThat(views.idByName()).isEqualTo(Map.of("pvc-7", "7"));
    }

    @Test
    void attachmentSharingAndLabelsComeAlong() {
        views.add(
                new SdkVolume("7", "", "", false, List.of("a"), List.of(), "a", true, "", Map.of("winshare", "true")));
        Volume seen = views.view(DRIVER, List.of()).volumes().get("7");
        assertThat(seen.attachedOn()).containsExactly("a");
        assertThat(seen.remoteAccess()).isTrue();
        assertThat(seen.labels()).isEqualTo(Map.of("winshare", "true"));
    }

    @Test
    void whatDidNotChangeIsTakenFromTheFormerView() {
        views.add(volume("", List.of("a"), List.of()));
        StorageView former = views.view(DRIVER, List.of());
        PxdViews next = new PxdViews(former.volumes());
        next.add(volume("", List.of("a"), List.of()));
        StorageView now = next.view(DRIVER, List.of());
        assertThat(now).isEqualTo(former);
        assertThat(now.volumes().get("7")).isSameAs(former.volumes().get("7"));
    }
}
