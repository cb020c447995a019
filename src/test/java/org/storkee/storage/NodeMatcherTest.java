package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;

class NodeMatcherTest {
    @Test
    void theSchedulerIdIsStrongerThanTheStorageId() {
        assertThat(match(List.of(node("a", null)), List.of(record("a", "other"), record("x", "a"))))
                .containsExactly(1);
    }

    @Test
    void theStorageIdIsStrongerThanTheHostName() {
        StorageNode byHost = machine("x", null, "a", List.of(), NodeState.ONLINE);
        assertThat(match(List.of(node("a", null)), List.of(byHost, record("a", null))))
                .containsExactly(1);
    }

    @Test
    void hostNamesAreComparedWithoutRegardToCase() {
        StorageNode machine = machine("x", null, "Worker-1.Example.COM", List.of(), NodeState.ONLINE);
        assertThat(match(List.of(node("n", "worker-1.example.com")), List.of(machine)))
                .containsExactly(0);
    }

    @Test
    void anAddressMatchesWhereNoNameDoes() {
        StorageNode machine = machine("x", null, null, List.of("10.0.0.9", "10.0.0.1"), NodeState.ONLINE);
        assertThat(match(List.of(node("n", null, "10.0.0.1")), List.of(machine)))
                .containsExactly(0);
    }

    @Test
    void anAddressOfTwoNodesIsNobodys() {
        StorageNode machine = machine("x", null, null, List.of("10.0.0.1"), NodeState.ONLINE);
        assertThat(match(List.of(node("a", null, "10.0.0.1"), node("b", null, "10.0.0.1")), List.of(machine)))
                .containsExactly(-1, -1);
    }

    @Test
    void aShortNameThatFitsOneNodeMatches() {
        assertThat(match(List.of(node("node1.example.com", null)), List.of(record("node1", null))))
                .containsExactly(0);
        assertThat(match(List.of(node("node1", null)), List.of(record("node1.example.com", null))))
                .containsExactly(0);
    }

    @Test
    void aShortNameThatFitsTwoNodesFitsNone() {
        List<KubernetesNode> nodes = List.of(node("node1.a", null), node("node1.b", null));
        assertThat(match(nodes, List.of(record("node1", null)))).containsExactly(-1, -1);
    }

    @Test
    void aShortNameIsAmbiguousEvenIfOneOfTheNodesHasItsRecord() {
        List<KubernetesNode> nodes = List.of(node("node1", null), node("node1.a", null));
        assertThat(match(nodes, List.of(record("node1", null)))).containsExactly(0, -1);
        assertThat(match(nodes, List.of(record("node1", null), record("node1.other", null))))
                .as("node1.other is no other name of node1.a")
                .containsExactly(0, -1);
    }

    @Test
    void aShortNameOfTwoRecordsFitsNone() {
        List<StorageNode> records = List.of(record("node1.a", null), record("node1.b", null));
        assertThat(match(List.of(node("node1", null)), records)).containsExactly(-1);
    }

    @Test
    void aNameThatOnlyBeginsLikeAnotherDoesNotMatch() {
        assertThat(match(List.of(node("node10", null)), List.of(record("node1", null))))
                .containsExactly(-1);
    }

    @Test
    void anAddressHasNoShortForm() {
        assertThat(match(List.of(node("10.0.0.1", null)), List.of(record("10.0.0.2", null))))
                .containsExactly(-1);
    }

    @Test
    void ofTwoRecordsOfOneMachineTheHealthierSpeaks() {
        StorageNode offline = machine("x", "a", null, List.of(), NodeState.OFFLINE);
        StorageNode down = machine("y", "a", null, List.of(), NodeState.STORAGE_DOWN);
        assertThat(match(List.of(node("a", null)), List.of(offline, down))).containsExactly(1);
    }

    @Test
    void staleRecordsOfAnOnlineMachineAreDropped() {
        StorageNode online = machine("new", "a", null, List.of("10.0.0.1"), NodeState.ONLINE);
        StorageNode sameId = machine("old", "a", null, List.of("10.0.0.9"), NodeState.OFFLINE);
        StorageNode sameAddress = machine("older", null, null, List.of("10.0.0.1"), NodeState.STORAGE_DOWN);
        StorageNode other = machine("b", "b", null, List.of("10.0.0.2"), NodeState.OFFLINE);
        assertThat(NodeMatcher.withoutStaleDuplicates(List.of(sameId, online, sameAddress, other)))
                .containsExactly(online, other);
    }

    @Test
    void ofASilentRecordAndAnOfflineOneOfOneMachineTheSilentOneSpeaks() {
        StorageNode silent = machine("new", "a", null, List.of("10.0.0.1"), NodeState.UNREACHABLE);
        StorageNode sameId = machine("old", "a", null, List.of("10.0.0.9"), NodeState.OFFLINE);
        StorageNode sameAddress = machine("older", "gone", null, List.of("10.0.0.1"), NodeState.DEGRADED);
        assertThat(NodeMatcher.withoutStaleDuplicates(List.of(sameId, sameAddress, silent)))
                .containsExactly(silent);
        assertThat(match(List.of(node("a", null)), List.of(sameId, silent))).containsExactly(1);
    }

    @Test
    void aMachineIsFencedOnlyWhenAllItsRecordsAre() {
        StorageNode fenced = fenced("old", "a");
        StorageNode unfenced = machine("new", "a", null, List.of(), NodeState.OFFLINE);
        assertThat(NodeMatcher.withoutStaleDuplicates(List.of(fenced, unfenced)))
                .containsExactly(unfenced);
        assertThat(match(List.of(node("a", null)), List.of(fenced, unfenced))).containsExactly(1);
        assertThat(NodeMatcher.withoutStaleDuplicates(List.of(fenced, fenced("older", "a"))))
                .as("both are: either may speak")
                .hasSize(2);
    }

    @Test
    void missingIdsAndAddressesDoNotMakeDuplicates() {
        StorageNode online = machine("a", "", null, List.of(""), NodeState.ONLINE);
        StorageNode offline = machine("b", "", null, List.of(""), NodeState.OFFLINE);
        assertThat(NodeMatcher.withoutStaleDuplicates(List.of(online, offline))).containsExactly(online, offline);
    }

    private static int[] match(List<KubernetesNode> nodes, List<StorageNode> records) {
        return NodeMatcher.match(nodes, records);
    }

    private static KubernetesNode node(String name, String hostname, String... ips) {
        return new KubernetesNode(name, hostname, List.of(ips), Location.UNKNOWN, false);
    }

    private static StorageNode record(String id, String schedulerId) {
        return machine(id, schedulerId, null, List.of(), NodeState.ONLINE);
    }

    private static StorageNode fenced(String id, String schedulerId) {
        return new StorageNode(id, schedulerId, null, List.of(), NodeState.OFFLINE, "", true, Location.UNKNOWN);
    }

    private static StorageNode machine(
            String id, String schedulerId, String hostname, List<String> addresses, NodeState state) {
        return new StorageNode(id, schedulerId, hostname, addresses, state, "", false, Location.UNKNOWN);
    }
}
