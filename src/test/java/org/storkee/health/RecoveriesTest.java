package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;

class RecoveriesTest {
    private final Recoveries recoveries = new Recoveries();
    private Topology last = topology(NodeState.ONLINE, NodeState.ONLINE);

    @BeforeEach
    void wire() {
        recoveries.settings = HealthSettings.DEFAULTS;
    }

    @Test
    void aMachineThatWasBackForAMomentIsToldOnce() {
        becomes(NodeState.OFFLINE, NodeState.ONLINE);
        becomes(NodeState.ONLINE, NodeState.ONLINE);
        becomes(NodeState.OFFLINE, NodeState.ONLINE);
        assertThat(recoveries.take()).singleElement().satisfies(machine -> {
            assertThat(machine.id()).isEqualTo(new MachineId(HealthWorld.DRIVER, "a", "a"));
            assertThat(machine.state()).isEqualTo(NodeState.ONLINE);
        });
        assertThat(recoveries.take()).isEmpty();
    }

    @Test
    void aMachineThatStaysOfflineOrGoesOfflineIsNotTold() {
        becomes(NodeState.OFFLINE, NodeState.ONLINE);
        becomes(NodeState.OFFLINE, NodeState.DEGRADED);
        becomes(NodeState.OFFLINE, NodeState.OFFLINE);
        assertThat(recoveries.take()).isEmpty();
    }

    @Test
    void anAgentThatFallsSilentIsToldAsWhatItIs() {
        becomes(NodeState.OFFLINE, NodeState.ONLINE);
        becomes(NodeState.UNREACHABLE, NodeState.ONLINE);
        assertThat(recoveries.take()).extracting(MachineEvidence::state).containsExactly(NodeState.UNREACHABLE);
    }

    private void becomes(NodeState a, NodeState b) {
        Topology next = topology(a, b);
        recoveries.changed(new TopologyChanged(last, next));
        last = next;
    }

    private static Topology topology(NodeState a, NodeState b) {
        List<KubernetesNode> nodes = Stream.of("a", "b")
                .map(name -> new KubernetesNode(name, null, List.of(), Location.UNKNOWN, false))
                .toList();
        StorageView view =
                new StorageView(HealthWorld.DRIVER, List.of(machine("a", a), machine("b", b)), Map.of(), List.of());
        return Topology.of(nodes, List.of(view));
    }

    private static StorageNode machine(String name, NodeState state) {
        return new StorageNode(name, name, null, List.of(), state, "", false, Location.UNKNOWN, null);
    }
}
