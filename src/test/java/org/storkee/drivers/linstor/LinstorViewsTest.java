package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

class LinstorViewsTest {
    private static final DriverId ID = new DriverId("linstor", "linstor.csi.linbit.com");
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private String nodes = "[]";
    private String definitions = "[]";
    private String groups = "[]";
    private String resources = "[]";
    private Set<String> localOnly = Set.of();

    @Test
    void aSatelliteIsAMachineKnownByItsNameAndAllItsAddresses() {
        nodes = """
                [{"name": "n1", "type": "Satellite", "connection_status": "ONLINE", "uuid": "u",
                  "net_interfaces": [{"name": "default", "address": "10.0.0.1"}, {"name": "data", "address": "10.1.0.1"}]},
                 {"name": "n2", "type": "COMBINED", "connection_status": "ONLINE"},
                 {"name": "n3", "type": "Controller", "connection_status": "ONLINE"},
                 {"name": "n4", "type": "Auxiliary"}]""";
        assertThat(view().nodes())
                .containsExactly(
                        new StorageNode(
                                "n1",
                                "n1",
                                null,
                                List.of("10.0.0.1", "10.1.0.1"),
                                NodeState.ONLINE,
                                "ONLINE",
                                false,
                                Location.UNKNOWN),
                        new StorageNode(
                                "n2", "n2", null, List.of(), NodeState.ONLINE, "ONLINE", false, Location.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ONLINE               |         | ONLINE      | ONLINE
            OFFLINE              |         | UNREACHABLE | satellite OFFLINE
            CONNECTED            |         | UNREACHABLE | satellite CONNECTED
            AUTHENTICATED        |         | UNREACHABLE | satellite AUTHENTICATED
            UNKNOWN              |         | UNREACHABLE | satellite UNKNOWN
            VERSION_MISMATCH     |         | UNREACHABLE | satellite VERSION_MISMATCH
            FULL_SYNC_FAILED     |         | UNREACHABLE | satellite FULL_SYNC_FAILED
            AUTHENTICATION_ERROR |         | UNREACHABLE | satellite AUTHENTICATION_ERROR
            HOSTNAME_MISMATCH    |         | UNREACHABLE | satellite HOSTNAME_MISMATCH
            OTHER_CONTROLLER     |         | UNREACHABLE | satellite OTHER_CONTROLLER
            NO_STLT_CONN         |         | UNREACHABLE | satellite NO_STLT_CONN
            SOMETHING_NEW        |         | UNREACHABLE | satellite SOMETHING_NEW
                                 |         | UNREACHABLE | satellite UNKNOWN
            ONLINE               | EVICTED | DEGRADED    | ONLINE, EVICTED
            OFFLINE              | EVICTED | UNREACHABLE | satellite OFFLINE, EVICTED
            ONLINE               | EVACUATE | ONLINE     | ONLINE, EVACUATE
            """)
    void aSatelliteThatIsNotOnlineIsSilentAndNothingMore(
            String status, String flag, NodeState state, String rawStatus) {
        nodes = "[{\"name\": \"n\", \"type\": \"Satellite\""
                + (status == null ? "" : ", \"connection_status\": \"" + status + "\"")
                + (flag == null ? "" : ", \"flags\": [\"" + flag + "\"]") + "}]";
        StorageNode node = view().nodes().getFirst();
        assertThat(node.state()).isEqualTo(state);
        assertThat(node.rawStatus()).isEqualTo(rawStatus);
        assertThat(node.fenced()).isFalse();
    }

    @Test
    void anEvictedNodeIsKeptAndADeletedOneIsNot() {
        nodes = """
                [{"name": "evicted", "type": "Satellite", "flags": ["DELETE", "EVICTED"]},
                 {"name": "deleted", "type": "Satellite", "flags": ["DELETE"]}]""";
        assertThat(view().nodes()).extracting(StorageNode::id).containsExactly("evicted");
    }

    @Test
    void whereANodeStandsComesFromItsProperties() {
        nodes = """
                [{"name": "copied", "type": "Satellite", "props": {
                   "Aux/topology/topology.kubernetes.io/zone": "z", "Aux/topology/topology.kubernetes.io/region": "r",
                   "Aux/topology/linstor/rack": "k", "Aux/zone": "other"}},
                 {"name": "own", "type": "Satellite", "props": {"Aux/zone": "z", "Aux/region": "r", "Aux/rack": "k"}},
                 {"name": "none", "type": "Satellite", "props": {"CurStltConnName": "default", "Aux/zone": " "}}]""";
        assertThat(view().nodes())
                .extracting(StorageNode::location)
                .containsExactly(new Location("k", "z", "r"), new Location("k", "z", "r"), Location.UNKNOWN);
    }

    @Test
    void aCutOffMachineIsOfflineAndFencedByItsPeersWord() {
        nodes = """
                [{"name": "a", "type": "Satellite", "connection_status": "OFFLINE"},
                 {"name": "b", "type": "Satellite", "connection_status": "ONLINE"},
                 {"name": "c", "type": "Satellite", "connection_status": "ONLINE"}]""";
        definitions = "[{\"name\": \"v\", \"props\": {\"DrbdOptions/Resource/quorum\": \"majority\"}}]";
        resources = "[" + replica("v", "a", "UpToDate", "") + ","
                + replica("v", "b", "UpToDate", "\"a\": {\"connected\": false, \"message\": \"Connecting\"}") + ","
                + replica("v", "c", "UpToDate", "\"a\": {\"connected\": false, \"message\": \"NetworkFailure\"}") + "]";
        StorageNode cutOff = view().nodes().getFirst();
        assertThat(cutOff.state()).isEqualTo(NodeState.OFFLINE);
        assertThat(cutOff.fenced()).isTrue();
        assertThat(cutOff.rawStatus()).startsWith("satellite OFFLINE; its DRBD peers lost it");

        nodes = nodes.replace("OFFLINE", "ONLINE");
        assertThat(view().nodes().getFirst().state())
                .as("a satellite that answers is believed")
                .isEqualTo(NodeState.ONLINE);
    }

    @Test
    void aMachineWhoseDisksAreAllDetachedIsServedByItsPeers() {
        nodes = "[{\"name\": \"a\", \"type\": \"Satellite\", \"connection_status\": \"ONLINE\"}]";
        definitions = "[{\"name\": \"v\"}, {\"name\": \"w\"}]";
        resources = "[" + replica("v", "a", "Diskless", "") + "," + replica("w", "a", "Failed", "") + "]";
        assertThat(view().nodes().getFirst().state()).isEqualTo(NodeState.STORAGE_DOWN);
        resources = "[" + replica("v", "a", "Diskless", "") + "," + replica("w", "a", "UpToDate", "") + "]";
        assertThat(view().nodes().getFirst().state()).isEqualTo(NodeState.ONLINE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UpToDate          | UP_TO_DATE
            SyncTarget(12.3%) | SYNCING
            Inconsistent      | SYNCING
            Outdated          | SYNCING
            Consistent        | SYNCING
            Negotiating       | SYNCING
            Attaching         | SYNCING
            DUnknown          | SYNCING
                              | SYNCING
            Failed            | FAILED
            Detaching         | FAILED
            Diskless          | FAILED
            """)
    void aReplicaIsAsGoodAsItsDisk(String disk, ReplicaState state) {
        definitions = "[{\"name\": \"v\"}]";
        resources = "[" + replica("v", "a", disk == null ? "" : disk, "") + "]";
        assertThat(volume("v").replicas()).containsExactly(new Replica("a", state));
    }

    @Test
    void ofSeveralDisksTheWorstCounts() {
        definitions = "[{\"name\": \"v\"}]";
        resources = """
                [{"name": "v", "node_name": "a", "layer_object": {"type": "DRBD", "drbd": {}}, "volumes": [
                   {"volume_number": 0, "state": {"disk_state": "UpToDate"}},
                   {"volume_number": 1, "state": {"disk_state": "Inconsistent"}}]}]""";
        assertThat(volume("v").replicas()).containsExactly(new Replica("a", ReplicaState.SYNCING));
    }

    @Test
    void clientsAndTieBreakersAreNoReplicasAndWhoHasItOpenIsAttached() {
        definitions = "[{\"name\": \"v\"}]";
        resources = """
                [{"name": "v", "node_name": "a", "flags": [], "layer_object": {"type": "DRBD", "drbd": {}},
                  "volumes": [{"state": {"disk_state": "UpToDate"}}], "state": {"in_use": false}},
                 {"name": "v", "node_name": "t", "flags": ["DISKLESS", "DRBD_DISKLESS", "TIE_BREAKER"],
                  "layer_object": {"type": "DRBD", "drbd": {}}, "volumes": [{"state": {"disk_state": "Diskless"}}]},
                 {"name": "v", "node_name": "c", "flags": ["DRBD_DISKLESS"], "state": {"in_use": true},
                  "layer_object": {"type": "DRBD", "drbd": {}}, "volumes": [{"state": {"disk_state": "Diskless"}}]},
                 {"name": "v", "node_name": "i", "flags": ["NVME_INITIATOR"]},
                 {"name": "v", "node_name": "off", "flags": ["INACTIVE"],
                  "layer_object": {"type": "DRBD", "drbd": {}}, "volumes": [{"state": {"disk_state": "UpToDate"}}]},
                 {"name": "v", "node_name": "gone", "flags": ["DELETE"]}]""";
        assertThat(volume("v"))
                .isEqualTo(new Volume(
                        "v",
                        List.of(new Replica("a", ReplicaState.UP_TO_DATE), new Replica("off", ReplicaState.FAILED)),
                        List.of("c"),
                        false,
                        Map.of(),
                        VolumeCondition.NORMAL));
    }

    @Test
    void aVolumeWithAFailedResourceIsAbnormalAndNamesTheMachine() {
        definitions = "[{\"name\": \"v\"}]";
        resources = """
                [{"name": "v", "node_name": "a", "layer_object": {"type": "DRBD", "drbd": {}},
                  "volumes": [{"state": {"disk_state": "UpToDate"}}]},
                 {"name": "v", "node_name": "b", "layer_object": {"type": "DRBD", "drbd": {}},
                  "volumes": [{"state": {"disk_state": "Failed"}}]}]""";
        assertThat(volume("v").condition()).isEqualTo(VolumeCondition.abnormal("LINSTOR: resource failed on b"));
    }

    @Test
    void aVolumeWithoutDrbdLivesAndIsUsedOnItsOwnMachineOnly() {
        definitions = "[{\"name\": \"v\"}]";
        resources = """
                [{"name": "v", "node_name": "a", "layer_object": {"type": "LUKS", "children": [{"type": "STORAGE"}]},
                  "volumes": [{"state": {"disk_state": "Created"}}]}]""";
        assertThat(volume("v").replicas()).containsExactly(new Replica("a", ReplicaState.UP_TO_DATE));
        assertThat(volume("v").labels()).containsExactlyEntriesOf(Map.of("storkee.org/local-only", "true"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null                                                     | UP_TO_DATE
            {}                                                       | UP_TO_DATE
            {"children": [{"type": "STORAGE"}]}                      | UP_TO_DATE
            {"type": "LUKS", "children": [{}]}                       | UP_TO_DATE
            {"type": "DRBD"}                                         | SYNCING
            {"drbd": {}}                                             | SYNCING
            {"type": "LUKS", "children": [{"type": "DRBD"}]}         | SYNCING
            {"type": "NVME", "children": [{"type": "STORAGE"}]}      | UP_TO_DATE
            """)
    void layersThatNobodyToldForbidNothing(String layer, ReplicaState withoutAWordOfTheDisk) {
        definitions = "[{\"name\": \"v\"}]";
        resources = "[{\"name\": \"v\", \"node_name\": \"a\", \"layer_object\": " + layer + ", \"volumes\": [{}]}]";
        assertThat(volume("v").labels()).isEmpty();
        assertThat(volume("v").replicas()).containsExactly(new Replica("a", withoutAWordOfTheDisk));
        for (String disk : List.of(
                "Inconsistent",
                "Outdated",
                "Consistent",
                "DUnknown",
                "Negotiating",
                "Attaching",
                "SyncTarget(12.3%)")) {
            resources = resources.replaceFirst(
                    "\"volumes.*", "\"volumes\": [{\"state\": {\"disk_state\": \"" + disk + "\"}}]}]");
            assertThat(volume("v").replicas()).as(disk).containsExactly(new Replica("a", ReplicaState.SYNCING));
        }
    }

    @Test
    void drbdBelowOtherLayersIsFound() {
        definitions = "[{\"name\": \"v\"}]";
        resources = """
                [{"name": "v", "node_name": "a", "layer_object": {"type": "LUKS", "children": [
                   {"type": "DRBD", "drbd": {"may_promote": true}, "children": [{"type": "STORAGE"}]}]},
                  "volumes": [{"state": {"disk_state": "Outdated"}}]}]""";
        assertThat(volume("v").replicas()).containsExactly(new Replica("a", ReplicaState.SYNCING));
        assertThat(volume("v").labels()).isEmpty();
    }

    @Test
    void auxiliaryPropertiesAreLabelsTheVolumesOwnBeforeItsGroups() {
        groups = """
                [{"name": "g", "props": {"Aux/stork.libopenstorage.org/skipSchedulerScoring": "true", "Aux/tier": "gold",
                   "DrbdOptions/auto-quorum": "suspend-io"}}]""";
        definitions = """
                [{"name": "v", "resource_group_name": "g", "props": {"Aux/tier": "silver",
                   "Aux/csi-volume-annotations": "{}", "DrbdOptions/Resource/quorum": "majority"}}]""";
        assertThat(volume("v").labels())
                .containsOnly(
                        Map.entry("stork.libopenstorage.org/skipSchedulerScoring", "true"),
                        Map.entry("tier", "silver"));
    }

    @Test
    void aVolumeThatMayOnlyBeUsedLocallySaysSo() {
        definitions = "[{\"name\": \"v\"}, {\"name\": \"w\"}]";
        resources = "[" + replica("v", "a", "UpToDate", "") + "," + replica("w", "a", "UpToDate", "") + "]";
        localOnly = Set.of("v");
        assertThat(volume("v").labels()).containsEntry("storkee.org/local-only", "true");
        assertThat(volume("w").labels()).isEmpty();
    }

    @Test
    void aVolumeWithoutResourcesIsThereAndTellsNoReplicas() {
        definitions = "[{\"name\": \"v\"}, {\"name\": \"leaving\", \"flags\": [\"DELETE\"]}]";
        assertThat(view().volumes().keySet()).containsExactly("v");
        assertThat(volume("v").replicas()).isEmpty();
        assertThat(volume("v").labels()).isEmpty();
    }

    @Test
    void missingFieldsAndNullsDoNotHurt() {
        nodes = "[{}, {\"name\": null, \"type\": \"Satellite\", \"net_interfaces\": [null, {\"address\": null}],"
                + " \"props\": {\"Aux/zone\": null}, \"flags\": null}]";
        definitions = "[{}, {\"name\": \"v\", \"props\": null}]";
        groups = "[{}]";
        resources = "[{}, {\"name\": \"v\", \"node_name\": \"a\", \"volumes\": [null, {}], \"layer_object\":"
                + " {\"drbd\": {\"connections\": {\"b\": {}}}}}]";
        assertThat(view().volumes().get("v").replicas()).hasSize(1);
    }

    private static String replica(String name, String node, String disk, String connections) {
        return """
                {"name": "%s", "node_name": "%s", "layer_object": {"type": "DRBD", "drbd":
                  {"may_promote": true, "connections": {%s}}},
                 "volumes": [{"state": {"disk_state": "%s"}}]}""".formatted(name, node, connections, disk);
    }

    private Volume volume(String name) {
        return view().volumes().get(name);
    }

    private StorageView view() {
        LinstorReading reading = new LinstorReading(
                read(nodes, Wire.Node.class),
                read(definitions, Wire.Definition.class),
                read(groups, Wire.Group.class),
                read(resources, Wire.Resource.class),
                List.of(),
                Instant.EPOCH);
        return new LinstorViews(localOnly, List.of(), List.of("linstor/rack")).view(ID, reading);
    }

    private static <T> List<T> read(String json, Class<T> type) {
        try {
            return JSON.readerForListOf(type).readValue(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
