package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.storkee.storage.Topology;

class NodeNumbersTest {
    private final Topology topology = Bodies.nodes("n1", "n2", "n3");
    private final NodeNumbers numbers = new NodeNumbers();

    @Test
    void aSetHoldsWhateverTheTopology() {
        BitSet nodes = numbers.of(Bodies.read(Bodies.names("n3", "n1"), topology), Bodies.nodes("n1", "n3", "n4"));
        assertThat(numbers.has(nodes, "n1")).isTrue();
        assertThat(numbers.has(nodes, "n2")).isFalse();
        assertThat(numbers.has(nodes, "n3")).isTrue();
        assertThat(numbers.has(nodes, "n4")).isFalse();
    }

    @Test
    void namesThatTheClusterDoesNotKnowAreNotRemembered() {
        BitSet nodes = numbers.of(Bodies.read(Bodies.names("n1", "x1", "x2"), topology), topology);
        assertThat(numbers.has(nodes, "n1")).isTrue();
        assertThat(numbers.has(nodes, "x1")).isFalse();
        assertThat(numbers.size()).isOne();
        numbers.clear();
        assertThat(numbers.has(nodes, "n1")).isFalse();
    }
}
