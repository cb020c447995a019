package org.storkee.drivers.rexray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.drivers.rexray.RexrayViews.Host;
import org.storkee.storage.DriverId;
import org.storkee.storage.Replica;
import org.storkee.storage.Volume;

class RexrayViewsTest {
    private static final DriverId ID = new DriverId("rexray", "ctl:7979");
    private static final List<Host> HOSTS = List.of(
            new Host("n1", "a", List.of("10.0.0.1", "i-1")),
            new Host("n2", "a", List.of("10.0.0.2")),
            new Host("n3", "b", List.of()),
            new Host("n4", null, List.of()));
    private static final Map<String, Wire.Service> BLOCK = Map.of("ebs", new Wire.Service(new Wire.Driver("block")));

    @Test
    void everyNodeIsAMachineOfWhichNothingIsKnown() {
        assertThat(view(Map.of()).view().nodes()).hasSize(4).allSatisfy(node -> {
            assertThat(node.state()).isEqualTo(NodeState.ONLINE);
            assertThat(node.fenced()).isFalse();
            assertThat(node.rawStatus()).contains("does not tell");
        });
        assertThat(view(Map.of()).view().pools()).isEmpty();
    }

    @Test
    void aDiskIsNearToEachMachineOfItsZone() {
        assertThat(volume(disk("v", "a")).replicas())
                .containsExactly(
                        new Replica("n1", ReplicaState.UP_TO_DATE), new Replica("n2", ReplicaState.UP_TO_DATE));
        assertThat(volume(disk("v", "b")).replicas()).extracting(Replica::node).containsExactly("n3");
    }

    @Test
    void withoutAZoneOrWithOneThatNoNodeHasNothingIsTold() {
        assertThat(volume(disk("v", "")).replicas()).isEmpty();
        assertThat(volume(disk("v", "nova")).replicas()).isEmpty();
        assertThat(volume(new Wire.Volume("v", "v", null, null, null)).replicas())
                .isEmpty();
    }

    @Test
    void aShareIsReachedFromAnywhere() {
        Map<String, Wire.Service> nas = Map.of("efs", new Wire.Service(new Wire.Driver("nas")));
        assertThat(new RexrayViews(HOSTS)
                        .view(ID, nas, Map.of("efs", Map.of("v", disk("v", "a"))))
                        .view()
                        .volumes()
                        .get("v")
                        .replicas())
                .isEmpty();
    }

    @Test
    void anAttachmentNamesTheNodeWhereThePlatformsNameIsOneOfIts() {
        Wire.Volume volume = new Wire.Volume(
                "v",
                "v",
                "a",
                List.of(attached("n3"), attached("i-1"), attached("10.0.0.2"), attached("i-unknown"), attached(null)),
                Map.of("label", "value"));
        assertThat(volume(volume).attachedOn()).containsExactly("n3", "n1", "n2", "i-unknown");
        assertThat(volume(volume).labels()).containsExactlyEntriesOf(Map.of("label", "value"));
    }

    @Test
    void aVolumeIsFoundByItsNameUnlessTwoShareIt() {
        RexrayViews.Result seen = view(Map.of(
                "vol-1", new Wire.Volume("vol-1", "data", "a", null, null),
                "vol-2", new Wire.Volume("vol-2", "same", "a", null, null),
                "vol-3", new Wire.Volume("vol-3", "same", "a", null, null)));
        assertThat(seen.idByName()).containsExactlyEntriesOf(Map.of("data", "vol-1"));
    }

    @Test
    void anIdOfTwoServicesIsKnownWithItsService() {
        assertThat(new RexrayViews(HOSTS)
                        .view(ID, BLOCK, Map.of("ebs", Map.of("v", disk("v", "a")), "gce", Map.of("v", disk("v", "b"))))
                        .view()
                        .volumes()
                        .keySet())
                .containsExactlyInAnyOrder("ebs/v", "gce/v");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ctl                | http://ctl:7979
            ctl:80             | http://ctl:80
            tcp://ctl:7979     | http://ctl:7979
            http://10.0.0.1    | http://10.0.0.1:7979
            https://ctl:443/   | https://ctl:443
            """)
    void anEndpointIsWrittenAsRexrayDoesOrAsAUrl(String text, URI url) {
        assertThat(RexrayDriver.url(text)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:///run/libstorage.sock", "http://", "http://user:secret@ctl", "a b"})
    void whatIsNoEndpointIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RexrayDriver.url(text))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    private static Wire.Volume disk(String id, String zone) {
        return new Wire.Volume(id, id, zone, null, null);
    }

    private static Wire.Attachment attached(String id) {
        return new Wire.Attachment(new Wire.InstanceId(id));
    }

    private static Volume volume(Wire.Volume volume) {
        return view(Map.of(volume.id(), volume)).view().volumes().get(volume.id());
    }

    private static RexrayViews.Result view(Map<String, Wire.Volume> volumes) {
        return new RexrayViews(HOSTS).view(ID, BLOCK, Map.of("ebs", volumes));
    }
}
