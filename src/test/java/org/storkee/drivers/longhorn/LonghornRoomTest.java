package org.storkee.drivers.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LonghornRoomTest {
    private static final String OPEN = "allowScheduling: true";

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 0, 100, 1000",
        "1000, 200, 300, 100, 500",
        "1000, 200, 300, 200, 1300",
        "1000, 0, 1500, 100, 0",
        "1999, 0, 0, 50, 999",
        "0, 0, 0, 100, 0",
        "4503599627370496, 0, 0, 100000, 4503599627370496000",
    })
    void aDisksRoomIsWhatMayBePromisedAndIsNot(
            long maximum, long reserved, long scheduled, long percent, long expected) {
        LonghornNode node = node(
                OPEN,
                "Ready",
                "{d: {allowScheduling: true, storageReserved: " + reserved + "}}",
                "{d: {conditions: [{type: Schedulable, status: 'True'}], storageMaximum: " + maximum
                        + ", storageScheduled: " + scheduled + ", storageAvailable: 5}}");
        assertThat(LonghornRoom.of(node, percent)).isEqualTo(new LonghornRoom(expected, expected, true));
    }

    @Test
    void disksAddUpAndTheLargestCapsOneVolume() {
        assertThat(LonghornRoom.of(
                        node(OPEN, "Ready", "{a: {allowScheduling: true}, b: {allowScheduling: true}}"), 100))
                .isEqualTo(new LonghornRoom(300, 200, true));
    }

    @ParameterizedTest
    @CsvSource({
        "'allowScheduling: false', Ready, '{a: {allowScheduling: true}}'",
        "'allowScheduling: true, evictionRequested: true', Ready, '{a: {allowScheduling: true}}'",
        "'allowScheduling: true', Other, '{a: {allowScheduling: true}}'",
        "'allowScheduling: true', Ready, '{a: {allowScheduling: false}}'",
        "'allowScheduling: true', Ready, '{a: {allowScheduling: true, evictionRequested: true}}'",
        "'allowScheduling: true', Ready, '{unseen: {allowScheduling: true}}'",
        "'allowScheduling: true', Ready, '{closed: {allowScheduling: true}}'",
        "'allowScheduling: true', Ready, 'null'",
    })
    void whatTakesNoReplicasHasNoRoom(String spec, String ready, String disks) {
        assertThat(LonghornRoom.of(node(spec, ready, disks), 100)).isEqualTo(LonghornRoom.NONE);
    }

    @Test
    void aDiskOfTheSecondDataEngineMakesTheFigureUncertain() {
        LonghornNode node =
                node(OPEN, "Ready", "{a: {allowScheduling: true}, b: {allowScheduling: true, diskType: block}}");
        assertThat(LonghornRoom.of(node, 100)).isEqualTo(new LonghornRoom(300, 200, false));
    }

    private static LonghornNode node(String spec, String readyCondition, String disks) {
        return node(
                spec,
                readyCondition,
                disks,
                "{a: {conditions: [{type: Schedulable, status: 'True'}], storageMaximum: 100},"
                        + " b: {conditions: [{type: Schedulable, status: 'True'}], storageMaximum: 200},"
                        + " closed: {conditions: [{type: Schedulable, status: 'False'}], storageMaximum: 100}}");
    }

    private static LonghornNode node(String spec, String readyCondition, String disks, String diskStatus) {
        return Serialization.unmarshal(
                "---\n{metadata: {name: n1}, spec: {" + spec + ", disks: " + disks + "}, status: {conditions: [{type: "
                        + readyCondition + ", status: 'True'}, {type: Schedulable, status: 'True'}], diskStatus: "
                        + diskStatus + "}}",
                LonghornNode.class);
    }
}
