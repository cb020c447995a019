package org.storkee.testing.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked in whatever order: no node over-committed, no replica where none may be. */
class StoragePoolPropertyTest {
    private static final int NODES = 5;

    /** One step: give up volume {@code volume} if it exists, else ask for it; before that maybe a command. */
    record Step(int volume, long bytes, int replicas, Integer selected, NodeCommand command) {}

    @Property(tries = 2000)
    void noNodeIsEverOvercommittedAndTheFirstReplicaIsOnTheSelectedNode(@ForAll("steps") List<Step> steps) {
        StoragePool pool = new StoragePool(IntStream.range(0, NODES)
                .mapToObj(i -> SimulatedNode.of("n" + i, 100))
                .toList());
        Map<String, List<String>> placed = new HashMap<>();
        for (Step step : steps) {
            if (step.command() != null) {
                pool.apply("n" + step.volume() % NODES, step.command());
            }
            String volume = "v" + step.volume();
            if (placed.containsKey(volume)) {
                assertThat(pool.release(volume)).isEqualTo(placed.remove(volume));
            } else {
                ask(pool, step, volume, placed);
            }
            assertThat(pool.overcommitted()).isEmpty();
            assertThat(pool.usage()).allMatch(usage -> usage.availableBytes() >= 0 && usage.usedBytes() >= 0);
        }
        placed.keySet().forEach(pool::release);
        assertThat(pool.usage()).allMatch(usage -> usage.usedBytes() == 0);
    }

    private static void ask(StoragePool pool, Step step, String volume, Map<String, List<String>> placed) {
        List<StoragePool.Usage> before = pool.usage();
        String selected = step.selected() == null ? null : "n" + step.selected();
        switch (pool.allocate(volume, step.bytes(), step.replicas(), selected)) {
            case Allocation.Placed(List<String> nodes) -> {
                assertThat(nodes).hasSize(step.replicas()).doesNotHaveDuplicates();
                assertThat(before.stream().filter(u -> nodes.contains(u.node().name())))
                        .allMatch(usage -> usage.live() && usage.availableBytes() >= step.bytes());
                if (selected != null) {
                    assertThat(nodes.getFirst()).isEqualTo(selected);
                }
                placed.put(volume, nodes);
            }
            case Allocation.Refused refused -> {
                assertThat(refused.reason()).isNotBlank();
                assertThat(pool.usage()).isEqualTo(before);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.longs().between(0, 110),
                        Arbitraries.integers().between(1, NODES + 1),
                        Arbitraries.integers().between(0, NODES).injectNull(0.4),
                        Arbitraries.of(NodeCommand.class).injectNull(0.8))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }
}
