package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.api.NodeState;

class PxdStatusTest {
    @ParameterizedTest
    @CsvSource({
        "STATUS_NONE,                     ONLINE,       false",
        "STATUS_INIT,                     UNREACHABLE,  false",
        "STATUS_OK,                       ONLINE,       false",
        "STATUS_OFFLINE,                  OFFLINE,      false",
        "STATUS_ERROR,                    OFFLINE,      false",
        "STATUS_NOT_IN_QUORUM,            OFFLINE,      true",
        "STATUS_DECOMMISSION,             OFFLINE,      false",
        "STATUS_MAINTENANCE,              OFFLINE,      false",
        "STATUS_STORAGE_DOWN,             STORAGE_DOWN, false",
        "STATUS_STORAGE_DEGRADED,         DEGRADED,     false",
        "STATUS_NEEDS_REBOOT,             OFFLINE,      false",
        "STATUS_STORAGE_REBALANCE,        DEGRADED,     false",
        "STATUS_STORAGE_DRIVE_REPLACE,    DEGRADED,     false",
        "STATUS_NOT_IN_QUORUM_NO_STORAGE, OFFLINE,      true",
        "STATUS_POOLMAINTENANCE,          STORAGE_DOWN, false",
        "STATUS_MAX,                      UNREACHABLE,  false",
        "STATUS 99,                       UNREACHABLE,  false",
        "'',                              UNREACHABLE,  false",
    })
    void aStatusMeansAState(String status, NodeState state, boolean fenced) {
        assertThat(PxdStatus.of(status)).isEqualTo(new PxdStatus(state, fenced));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STATUS_NOT_IN_QUORUM", "STATUS_NOT_IN_QUORUM_NO_STORAGE", "STATUS_OFFLINE", "STATUS_INIT"})
    void aMachineOutsideTheQuorumDoesNotSpeakForTheOthers(String status) {
        assertThat(PxdStatus.speaksForCluster(status)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STATUS_OK", "STATUS_NONE", "STATUS_STORAGE_DOWN", "STATUS_MAINTENANCE"})
    void aMachineWithTroublesOfItsOwnDoes(String status) {
        assertThat(PxdStatus.speaksForCluster(status)).isTrue();
    }
}
