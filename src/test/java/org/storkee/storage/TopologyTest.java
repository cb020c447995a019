package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;

class TopologyTest {
    private static final DriverId DRIVER = new DriverId("mock", "one");

    @Test
    void nodesTheCacheDoesNotKnowAreNumberedBehindTheOthers() {
        Topology topology = Topology.of(List.of(named("a")), List.of(view(machine("a"), machine("new"))));
        Topology more = topology.with(List.of(named("new")));
        assertThat(more.indexOf("a")).isZero();
        assertThat(more.indexOf("new")).isEqualTo(1);
        assertThat(more.driver(DRIVER).recordOf(1)).isEqualTo(1);
        assertThat(more.with(List.of(named("newer"))).indexOf("new")).isEqualTo(1);
        assertThat(topology.indexOf("new")).as("the former picture").isEqualTo(-1);
    }

    @Test
    void aNodeAddedTwiceOrKnownAlreadyStaysOneNode() {
        Topology topology = Topology.of(List.of(named("a")), List.of(view(machine("a"), machine("new"))));
        Topology more = topology.with(List.of(named("new"), named("a"), named("new")));
        assertThat(more.size()).isEqualTo(2);
        assertThat(more.driver(DRIVER).recordOf(more.indexOf("new"))).isEqualTo(1);
        assertThat(more.driver(DRIVER).recordOf(more.indexOf("a"))).isZero();
    }

    @Test
    void theStorageSystemsWordOnPlacesGoesBeforeTheLabels() {
        KubernetesNode node = new KubernetesNode("a", null, List.of(), new Location("label", "label", null), false);
        StorageNode machine = new StorageNode(
                "a", "a", null, List.of(), NodeState.ONLINE, "", false, new Location("storage", null, null));
        StorageNode neighbour = new StorageNode(
                "b", "b", null, List.of(), NodeState.ONLINE, "", false, new Location("label", "label", null));
        DriverTopology driver =
                Topology.of(List.of(node), List.of(view(machine, neighbour))).driver(DRIVER);
        assertThat(driver.tier(0, 1))
                .as("racks differ, the zone is the label's")
                .isEqualTo(Tier.ZONE);
    }

    @Test
    void aMachineThatIsNoNodeStillHasItsPlaceAndItsReplicas() {
        DriverTopology driver = Topology.of(List.of(named("a")), List.of(view(machine("a"), machine("outside"))))
                .driver(DRIVER);
        assertThat(driver.recordById("outside")).isEqualTo(1);
        assertThat(driver.nodeOf(1)).isEqualTo(-1);
        assertThat(driver.nodeOf(0)).isZero();
        assertThat(driver.recordById("gone")).isEqualTo(-1);
    }

    @Test
    void machinesAreFoundByIdBeforeByAddress() {
        StorageNode byAddress =
                new StorageNode("x", "x", null, List.of("10.0.0.1"), NodeState.ONLINE, "", false, Location.UNKNOWN);
        DriverTopology driver = Topology.of(List.of(), List.of(view(byAddress, machine("10.0.0.1"))))
                .driver(DRIVER);
        assertThat(driver.recordByIdOrAddress("10.0.0.1")).isEqualTo(1);
        assertThat(driver.recordByIdOrAddress("x")).isZero();
        assertThat(driver.recordByIdOrAddress("10.0.0.2")).isEqualTo(-1);
    }

    @Test
    void aNewVolumeIsSeenWithoutMatchingNodesAgain() {
        Topology before = Topology.of(List.of(named("a")), List.of(view(machine("a"))));
        Volume volume = new Volume("v", List.of(new Replica("a", ReplicaState.UP_TO_DATE)), List.of(), false, Map.of());
        Topology after =
                before.withVolumesOf(new StorageView(DRIVER, List.of(machine("a")), Map.of("v", volume), List.of()));
        assertThat(after.driver(DRIVER).volume("v")).isEqualTo(volume);
        assertThat(after.driver(DRIVER).recordOf(0)).isZero();
        assertThat(before.driver(DRIVER).volume("v")).isNull();
    }

    @Test
    void aSharedPoolIsFoundFromEachOfItsMachines() {
        CapacityPool shared = new CapacityPool("san", List.of("a", "b"), 5, Long.MAX_VALUE, Instant.EPOCH);
        CapacityPool own = new CapacityPool("own", List.of("b"), -5, Long.MAX_VALUE, Instant.EPOCH);
        DriverTopology driver = Topology.of(
                        List.of(),
                        List.of(new StorageView(
                                DRIVER,
                                List.of(machine("a"), machine("b"), machine("c")),
                                Map.of(),
                                List.of(shared, own))))
                .driver(DRIVER);
        assertThat(driver.pools(0)).containsExactly(shared);
        assertThat(driver.pools(1)).containsExactly(shared, own);
        assertThat(driver.pools(2)).isEmpty();
        assertThat(own.availableBytes()).as("less than nothing is nothing").isZero();
    }

    @Test
    void anEmptyPlaceIsUnknown() {
        assertThat(new Location("", " ", null)).isEqualTo(Location.UNKNOWN);
        assertThat(new Location("r", null, null).orElse(new Location("x", "z", "")))
                .isEqualTo(new Location("r", "z", null));
    }

    private static KubernetesNode named(String name) {
        return KubernetesNode.named(name);
    }

    private static StorageNode machine(String id) {
        return new StorageNode(id, id, null, List.of(), NodeState.ONLINE, "", false, Location.UNKNOWN);
    }

    private static StorageView view(StorageNode... machines) {
        return new StorageView(DRIVER, List.of(machines), Map.of(), List.of());
    }
}
