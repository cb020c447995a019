package org.storkee.testing.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoragePoolTest {
    private final StoragePool pool = new StoragePool(
            List.of(SimulatedNode.of("n1", 100), SimulatedNode.of("n2", 80), new SimulatedNode("n3", "machine-3", 60)));

    @ParameterizedTest(name = "{0} replicas of {1} bytes, {2} selected: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "1, 10, -,         n1",
                "2, 10, -,         n1 n2",
                "3, 60, -,         n1 n2 n3",
                "1, 60, machine-3, n3",
                "2, 10, n2,        n2 n1",
                "3, 10, machine-3, n3 n1 n2",
                "1, 100, n1,       n1"
            })
    void theFirstReplicaIsOnTheSelectedNodeAndTheOthersWhereMostRoomIs(
            int replicas, long bytes, String selected, String nodes) {
        assertThat(pool.allocate("v", bytes, replicas, selected))
                .isEqualTo(new Allocation.Placed(List.of(nodes.split(" "))));
        assertThat(pool.overcommitted()).isEmpty();
    }

    @ParameterizedTest(name = "{0} replicas of {1} bytes, {2} selected: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "1, 101, -,        only 0 of 1 replicas of 101 bytes find room",
                "3, 61, -,         only 2 of 3 replicas of 61 bytes find room",
                "4, 1, -,          only 3 of 4 replicas of 1 bytes find room",
                "1, 61, machine-3, 'selected node machine-3 has room for 60 bytes, 61 are asked for'",
                "1, 1, n3,         selected node n3 has no storage",
                "0, 1, -,          cannot make 0 replicas of 1 bytes"
            })
    void aVolumeThatDoesNotFitTakesNothing(int replicas, long bytes, String selected, String reason) {
        List<StoragePool.Usage> before = pool.usage();
        assertThat(pool.allocate("v", bytes, replicas, selected)).isEqualTo(new Allocation.Refused(reason));
        assertThat(pool.usage()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"FAIL", "FAIL_FENCED", "DEGRADE", "STORAGE_DOWN", "SILENCE", "FILL"})
    void aBrokenNodeGetsNoReplicaUntilItIsHealed(NodeCommand command) {
        pool.apply("n1", command);
        assertThat(pool.allocate("selected", 1, 1, "n1")).isInstanceOf(Allocation.Refused.class);
        assertThat(pool.allocate("any", 1, 1, null)).isEqualTo(new Allocation.Placed(List.of("n2")));
        pool.apply("n1", NodeCommand.HEAL);
        assertThat(pool.allocate("selected", 1, 1, "n1")).isEqualTo(new Allocation.Placed(List.of("n1")));
    }

    @Test
    void askingAgainForAPlacedVolumeTakesNoMoreRoom() {
        Allocation first = pool.allocate("v", 50, 1, "n1");
        assertThat(pool.allocate("v", 50, 1, "n2")).isEqualTo(first);
        assertThat(pool.usage("n1").usedBytes()).isEqualTo(50);
    }

    @Test
    void aReleasedVolumeGivesItsRoomBackOnce() {
        pool.allocate("v", 50, 2, "n1");
        assertThat(pool.release("v")).containsExactly("n1", "n2");
        assertThat(pool.release("v")).isEmpty();
        assertThat(pool.usage()).allMatch(usage -> usage.usedBytes() == 0);
    }

    @Test
    void aPresetVolumeMayStandOnABrokenNodeButNotWithoutRoom() {
        pool.apply("n1", NodeCommand.FAIL);
        pool.place("v", 100, List.of("n1"));
        assertThatThrownBy(() -> pool.place("w", 1, List.of("n2", "n1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("volume w needs 1 bytes on storage node n1, which has 0");
        assertThat(pool.usage("n2").usedBytes()).isZero();
    }

    @Test
    void twoNodesOfOneNameAreRefused() {
        List<SimulatedNode> twice = List.of(SimulatedNode.of("n1", 1), SimulatedNode.of("n1", 2));
        assertThatThrownBy(() -> new StoragePool(twice)).hasMessage("storage node n1 is given twice");
    }

    @Test
    void aCommandIsKnownByTheWordAPersonTypes() {
        assertThat(NodeCommand.of("storage-down")).isEqualTo(NodeCommand.STORAGE_DOWN);
        assertThatThrownBy(() -> NodeCommand.of("explode")).hasMessageContaining("fail-fenced");
    }
}
