package org.storkee.drivers.csi;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;

/** Nodes n1 and n2 in zone a, n3 in zone b; driver {@code d} runs on all of them and is asked for room. */
class CsiPictureTest {
    private static final DriverId D = new DriverId("csi", "d");
    private static final Instant ARRIVED = Instant.parse("2026-01-01T12:00:00Z");

    private final CsiPicture picture = new CsiPicture();
    private @Nullable StorageView last;

    @BeforeEach
    void threeNodes() {
        picture.put(node("n1", "a", "True"));
        picture.put(node("n2", "a", "True"));
        picture.put(node("n3", "b", "True"));
        for (int i = 1; i <= 3; i++) {
            picture.put(csiNode("n" + i, "d", "id-" + i));
        }
        picture.put(csiDriver("d", true));
        picture.put(storageClass("fast", "d"));
    }

    @Test
    void aMachineIsARegistrationOnANodeAndAsReadyAsItsKubelet() {
        picture.put(node("n2", "a", "False"));
        picture.put(node("n3", "b", "Unknown"));
        assertThat(view().nodes())
                .containsExactly(
                        machine("n1", NodeState.ONLINE, ""),
                        machine("n2", NodeState.UNREACHABLE, "Ready is False: Because"),
                        machine("n3", NodeState.UNREACHABLE, "Ready is Unknown: Because"));
    }

    @Test
    void aRegistrationOutlivesItsNodeOnlyInTheBooks() {
        picture.remove(node("n2", "a", "True"));
        assertThat(view().nodes()).extracting(StorageNode::id).containsExactly("id-1", "id-3");
        picture.put(node("n2", "a", "True"));
        assertThat(view().nodes()).extracting(StorageNode::id).containsExactly("id-1", "id-2", "id-3");
    }

    @Test
    void aDriverThatIsTakenOffANodeHasNoMachineThereAnyMore() {
        picture.put(csiNode("n1", "other", "x"));
        picture.remove(csiNode("n2", "d", "id-2"));
        assertThat(view().nodes()).extracting(StorageNode::id).containsExactly("id-3");
        assertThat(picture.drivers()).containsExactlyInAnyOrder(D, new DriverId("csi", "other"));
    }

    @Test
    void aDriverIsThereWhileItHasAnObjectOrARegistration() {
        CsiPicture empty = new CsiPicture();
        empty.put(volume("v", "d", "a"));
        assertThat(empty.drivers()).as("volumes alone").isEmpty();
        empty.put(csiDriver("d", false));
        assertThat(empty.drivers()).containsExactly(D);
        empty.put(csiNode("n1", "d", "id-1"));
        empty.remove(csiDriver("d", false));
        assertThat(empty.drivers()).containsExactly(D);
        empty.remove(csiNode("n1", "d", "id-1"));
        assertThat(empty.drivers()).isEmpty();
    }

    @Test
    void theVolumeLimitOfANodeIsCarried() {
        picture.put(yaml(
                CSINode.class,
                "{metadata: {name: n1}, spec: {drivers: [{name: d, nodeID: id-1, allocatable: {count: 10}}]}}"));
        assertThat(view().nodes()).extracting(StorageNode::volumeLimit).containsExactly(10, null, null);
    }

    @Test
    void aVolumesReplicasAreTheMachinesItCanBeReachedFrom() {
        picture.put(volume("v", "d", "a"));
        picture.put(volume("foreign", "other", "a"));
        picture.put(yaml(PersistentVolume.class, "{metadata: {name: local}, spec: {local: {path: /x}}}"));
        assertThat(view().volumes()).containsOnlyKeys("v");
        assertThat(replicas("v")).containsExactly("id-1", "id-2");
        picture.put(node("n3", "a", "True"));
        assertThat(view().volumes()).containsOnlyKeys("v");
        assertThat(replicas("v")).containsExactly("id-1", "id-2", "id-3");
        picture.remove(volume("v", "d", "a"));
        assertThat(view().volumes()).isEmpty();
    }

    @Test
    void whereAVolumeIsAttachedComesFromVolumeAttachments() {
        picture.put(volume("v", "d", "a"));
        picture.put(attachment("one", "n2", false));
        assertThat(view().volumes().get("v").attachedOn()).isEmpty();
        picture.put(attachment("one", "n2", true));
        assertThat(view().volumes().get("v").attachedOn()).containsExactly("id-2");
        picture.put(attachment("one", "n2", false));
        picture.put(attachment("two", "n3", true));
        assertThat(view().volumes().get("v").attachedOn()).containsExactly("id-3");
        picture.remove(attachment("two", "n3", true));
        assertThat(view().volumes().get("v").attachedOn()).isEmpty();
        picture.put(yaml(
                VolumeAttachment.class,
                "{metadata: {name: inline}, spec: {attacher: d, nodeName: n1, source: {inlineVolumeSpec: {}}},"
                        + " status: {attached: true}}"));
    }

    @Test
    void roomOfASegmentIsOnePoolForItsMachinesAndItsClass() {
        picture.put(room("c1", "fast", "{matchLabels: {zone: a}}", "10Gi", "4Gi", "2026-01-01T11:00:00Z"), ARRIVED);
        picture.put(room("c2", "fast", "{matchLabels: {zone: b}}", "5Gi", null, null), ARRIVED);
        assertThat(view().pools())
                .containsExactly(
                        new CapacityPool(
                                "fast where zone in (a)",
                                List.of("id-1", "id-2"),
                                10L << 30,
                                4L << 30,
                                Instant.parse("2026-01-01T11:00:00Z").minus(CsiRoom.LAG),
                                "fast"),
                        new CapacityPool(
                                "fast where zone in (b)",
                                List.of("id-3"),
                                5L << 30,
                                Long.MAX_VALUE,
                                ARRIVED.minus(CsiRoom.LAG),
                                "fast"));
    }

    /** Segment, capacity, largest volume; and machines, room and largest volume of the one pool, or none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "{}; 1; -; id-1 id-2 id-3; 1; 9223372036854775807",
                "-; 1; -; -; 0; 0", // reachable from nowhere
                "{matchLabels: {zone: z}}; 1; -; -; 0; 0",
                "{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}; 1; -; id-3; 1; 9223372036854775807",
                "{}; -; -; -; 0; 0", // the driver cannot tell
                "{}; -; 7; id-1 id-2 id-3; 9223372036854775807; 7",
                "{}; 0; -; id-1 id-2 id-3; 0; 9223372036854775807",
            })
    void oddSegmentsAndFigures(
            String segment, String capacity, String largest, String machines, long available, long maximum) {
        picture.put(room("c", "fast", segment, capacity, largest, null), ARRIVED);
        List<CapacityPool> pools = view().pools();
        if (machines == null) {
            assertThat(pools).isEmpty();
        } else {
            assertThat(pools).hasSize(1);
            assertThat(pools.getFirst().nodes()).containsExactly(machines.split(" "));
            assertThat(pools.getFirst().availableBytes()).isEqualTo(available);
            assertThat(pools.getFirst().maximumVolumeBytes()).isEqualTo(maximum);
        }
    }

    @Test
    void roomIsUnknownUnlessTheDriverSaysThatItTellsIt() {
        picture.put(room("c", "fast", "{}", "1", null, null), ARRIVED);
        picture.put(csiDriver("d", false));
        assertThat(view().pools()).isEmpty();
        picture.put(csiDriver("d", true));
        assertThat(view().pools()).hasSize(1);
        picture.remove(csiDriver("d", true));
        assertThat(view().pools()).isEmpty();
    }

    @Test
    void roomFindsItsDriverByTheClassWhicheverComesFirst() {
        picture.put(room("c", "late", "{}", "1", null, null), ARRIVED);
        assertThat(view().pools()).isEmpty();
        picture.put(storageClass("late", "d"));
        assertThat(view().pools()).hasSize(1);
        picture.remove(storageClass("late", "d"));
        assertThat(view().pools()).isEmpty();
    }

    @Test
    void ofTwoObjectsForTheSameRoomTheLaterCounts() {
        picture.put(room("old", "fast", "{}", "1", null, "2026-01-01T10:00:00Z"), ARRIVED);
        picture.put(room("new", "fast", "{}", "2", null, "2026-01-01T11:00:00Z"), ARRIVED);
        assertThat(view().pools()).extracting(CapacityPool::availableBytes).containsExactly(2L);
        picture.remove(room("new", "fast", "{}", "2", null, null));
        assertThat(view().pools()).extracting(CapacityPool::availableBytes).containsExactly(1L);
    }

    @Test
    void aFigureThatStandsIsAsNewAsItsLastConfirmation() {
        picture.put(room("c", "fast", "{}", "1", null, "2026-01-01T10:00:00Z"), ARRIVED);
        assertThat(picture.held(ARRIVED)).isTrue();
        assertThat(view().pools()).extracting(CapacityPool::observedAt).containsExactly(ARRIVED);
        assertThat(picture.held(ARRIVED)).isFalse();
        assertThat(picture.held(ARRIVED.minusSeconds(60))).isFalse();
        Instant later = ARRIVED.plusSeconds(60);
        picture.put(room("c", "fast", "{}", "2", null, later.toString()), ARRIVED);
        assertThat(view().pools()).extracting(CapacityPool::observedAt).containsExactly(later.minus(CsiRoom.LAG));
    }

    @Test
    void newMachinesJoinThePoolOfTheirSegment() {
        picture.put(room("c", "fast", "{matchLabels: {zone: b}}", "1", null, null), ARRIVED);
        assertThat(view().pools().getFirst().nodes()).containsExactly("id-3");
        picture.put(node("n4", "b", "True"));
        picture.put(csiNode("n4", "d", "id-4"));
        assertThat(view().pools().getFirst().nodes()).containsExactly("id-3", "id-4");
    }

    @Test
    void onlyDriversOfWhichSomethingChangedArePublished() {
        picture.put(csiDriver("other", false));
        assertThat(picture.changedViews()).hasSize(2);
        assertThat(picture.changedViews()).isEmpty();
        picture.put(node("n1", "a", "True"));
        picture.put(csiNode("n1", "d", "id-1"));
        picture.put(csiDriver("d", true));
        picture.put(storageClass("fast", "d"));
        assertThat(picture.changedViews()).as("the same again").isEmpty();
        picture.put(volume("v", "d", "a"));
        assertThat(picture.changedViews()).extracting(StorageView::driver).containsExactly(D);
        picture.put(volume("v", "d", "a"));
        assertThat(picture.changedViews()).isEmpty();
    }

    private StorageView view() {
        for (StorageView view : picture.changedViews()) {
            last = view.driver().equals(D) ? view : last;
        }
        return last;
    }

    private List<String> replicas(String volume) {
        return last.volumes().get(volume).replicas().stream().map(Replica::node).toList();
    }

    private static StorageNode machine(String node, NodeState state, String raw) {
        return new StorageNode(node.replace("n", "id-"), node, null, List.of(), state, raw, false, Location.UNKNOWN);
    }

    private static Node node(String name, String zone, String ready) {
        return yaml(
                Node.class,
                "{metadata: {name: %s, labels: {zone: %s}}, status: {conditions: [{type: Ready, status: '%s', reason: Because}]}}"
                        .formatted(name, zone, ready));
    }

    private static CSINode csiNode(String name, String driver, String id) {
        return yaml(
                CSINode.class,
                "{metadata: {name: %s}, spec: {drivers: [{name: %s, nodeID: %s, topologyKeys: [zone]}]}}"
                        .formatted(name, driver, id));
    }

    private static CSIDriver csiDriver(String name, boolean room) {
        return yaml(CSIDriver.class, "{metadata: {name: %s}, spec: {storageCapacity: %s}}".formatted(name, room));
    }

    private static StorageClass storageClass(String name, String provisioner) {
        return yaml(StorageClass.class, "{metadata: {name: %s}, provisioner: %s}".formatted(name, provisioner));
    }

    private static PersistentVolume volume(String name, String driver, String zone) {
        return yaml(
                PersistentVolume.class,
                ("{metadata: {name: %s}, spec: {csi: {driver: %s, volumeHandle: x}, nodeAffinity: {required:"
                                + " {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [%s]}]}]}}}}")
                        .formatted(name, driver, zone));
    }

    private static VolumeAttachment attachment(String name, String node, boolean attached) {
        return yaml(
                VolumeAttachment.class,
                "{metadata: {name: %s}, spec: {attacher: d, nodeName: %s, source: {persistentVolumeName: v}}, status: {attached: %s}}"
                        .formatted(name, node, attached));
    }

    private static CSIStorageCapacity room(
            String name, String storageClass, String segment, String capacity, String largest, String written) {
        String fields = Map.of(
                        "nodeTopology", String.valueOf(segment),
                        "capacity", String.valueOf(capacity),
                        "maximumVolumeSize", String.valueOf(largest))
                .entrySet()
                .stream()
                .filter(field -> !field.getValue().equals("null"))
                .map(field -> ", " + field.getKey() + ": " + field.getValue())
                .collect(Collectors.joining());
        String managed = written == null ? "" : ", managedFields: [{manager: m, time: '" + written + "'}]";
        return yaml(
                CSIStorageCapacity.class,
                "{metadata: {namespace: s, name: %s%s}, storageClassName: %s%s}"
                        .formatted(name, managed, storageClass, fields));
    }

    private static <T> T yaml(Class<T> type, String yaml) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }
}
