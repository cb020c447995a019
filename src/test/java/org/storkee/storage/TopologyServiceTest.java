package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.testing.TestClock;

/** Merging happens when the test runs what the service handed to its executor. */
class TopologyServiceTest {
    private static final DriverId ONE = new DriverId("mock", "one");
    private static final DriverId TWO = new DriverId("mock", "two");

    private final TestClock clock = new TestClock();
    private final Queue<Runnable> scheduled = new ArrayDeque<>();
    private final List<Object> fired = new ArrayList<>();
    private final TopologyService service = new TopologyService();

    @BeforeEach
    void wire() {
        service.clock = clock;
        service.labels = new NodeLabels();
        service.labels.rackLabels = List.of("rack");
        service.maxViewAge = Duration.ofSeconds(60);
        service.scheduler = fake(ManagedScheduledExecutorService.class, (name, arguments) -> {
            if (name.equals("schedule")) {
                scheduled.add((Runnable) arguments[0]);
            }
            return null;
        });
        service.changed = fake(Event.class, (name, arguments) -> {
            fired.add(arguments[0]);
            return null;
        });
        Counter counter = fake(Counter.class, (name, arguments) -> null);
        service.metrics = fake(MetricRegistry.class, (name, arguments) -> counter);
    }

    @Test
    void manyChangesAreMergedAtOnce() {
        service.nodeChanged(node("a", "r1", null));
        service.nodeChanged(node("b", "r1", null));
        service.publish(view(ONE, NodeState.ONLINE, "a", "b"));
        assertThat(scheduled).hasSize(1);
        merge();
        assertThat(service.current().size()).isEqualTo(2);
        assertThat(service.current().driver(ONE).recordOf(service.current().indexOf("a")))
                .isNotNegative();
        assertThat(fired).hasSize(1);
    }

    @Test
    void aHeartbeatOrReadinessOfANodeIsNoReasonToMerge() {
        service.nodeChanged(node("a", "r1", null));
        merge();
        Node later = node("a", "r1", "a later resource version");
        later.setStatus(new NodeStatusBuilder()
                .addNewCondition()
                .withType("Ready")
                .withStatus("Unknown")
                .endCondition()
                .build());
        service.nodeChanged(later);
        assertThat(scheduled).isEmpty();
    }

    @Test
    void whereOnlyVolumesChangeTheMatchIsKept() {
        service.nodeChanged(node("a", "r1", null));
        service.publish(view(ONE, NodeState.ONLINE, "a"));
        merge();
        Volume volume = new Volume("v", List.of(), List.of(), false, Map.of());
        StorageView same = view(ONE, NodeState.ONLINE, "a");
        service.publish(new StorageView(ONE, same.nodes(), Map.of("v", volume), List.of()));
        merge();
        assertThat(service.current().driver(ONE).volume("v")).isEqualTo(volume);
        assertThat(service.current().driver(ONE).recordOf(0)).isZero();
    }

    @Test
    void aChangedMachineAndAChangedSetOfDriversAreMatchedAnew() {
        service.nodeChanged(node("a", "r1", null));
        service.publish(view(ONE, NodeState.ONLINE, "a"));
        merge();
        service.publish(view(ONE, NodeState.OFFLINE, "a"));
        merge();
        assertThat(service.current().driver(ONE).record(0).state()).isEqualTo(NodeState.OFFLINE);
        service.withdraw(ONE);
        service.publish(view(TWO, NodeState.ONLINE, "a"));
        merge();
        assertThat(service.current().driver(ONE)).isNull();
        assertThat(service.current().driver(TWO).recordOf(0)).isZero();
    }

    @Test
    void aDeletedNodeIsGone() {
        service.nodeChanged(node("a", "r1", null));
        service.nodeChanged(node("b", "r1", null));
        merge();
        service.nodeDeleted("a");
        merge();
        assertThat(service.current().indexOf("a")).isEqualTo(-1);
        assertThat(service.current().indexOf("b")).isZero();
    }

    @Test
    void aFailedObservationKeepsTheViewWhichAgesUntilTheDriverIsBlind() {
        service.publish(view(ONE, NodeState.ONLINE, "a"));
        merge();
        service.failed(ONE, "no answer");
        clock.pass(Duration.ofSeconds(60));
        assertThat(service.blind(ONE)).isFalse();
        clock.pass(Duration.ofMillis(1));
        assertThat(service.blind(ONE)).isTrue();
        assertThat(service.current().driver(ONE).record(0).state()).isEqualTo(NodeState.ONLINE);
        assertThat(service.failure(ONE)).isEqualTo("no answer");
        service.confirm(ONE);
        assertThat(service.blind(ONE)).isFalse();
        assertThat(service.failure(ONE)).isNull();
    }

    @Test
    void anObservationIsWorthItsBegin() {
        service.publish(view(ONE, NodeState.ONLINE, "a"), Duration.ofSeconds(4));
        merge();
        assertThat(service.age(ONE)).isEqualTo(Duration.ofSeconds(4));
        assertThat(service.evidence().heldAt())
                .containsEntry(ONE, clock.instant().minusSeconds(4));
        service.confirm(ONE, Duration.ofSeconds(1));
        assertThat(service.evidence().heldAt())
                .containsEntry(ONE, clock.instant().minusSeconds(1));
    }

    @Test
    void aWithdrawnDriverDoesNotComeToLifeByAConfirmationThatComesLate() {
        service.publish(view(ONE, NodeState.ONLINE, "a"));
        service.withdraw(ONE);
        service.confirm(ONE);
        assertThat(service.known()).isEmpty();
        assertThat(service.age(ONE)).isNull();
    }

    @Test
    void aDriverThatNeverPublishedIsBlindAndHasNoAge() {
        assertThat(service.blind(ONE)).isTrue();
        assertThat(service.age(ONE)).isNull();
        service.failed(ONE, "no answer");
        assertThat(service.known()).containsExactly(ONE);
    }

    private void merge() {
        for (Runnable task = scheduled.poll(); task != null; task = scheduled.poll()) {
            task.run();
        }
    }

    private static StorageView view(DriverId driver, NodeState state, String... names) {
        List<StorageNode> machines = new ArrayList<>();
        for (String name : names) {
            machines.add(new StorageNode(name, name, null, List.of(), state, "", false, Location.UNKNOWN));
        }
        return new StorageView(driver, machines, Map.of(), List.of());
    }

    private static Node node(String name, String rack, String resourceVersion) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withResourceVersion(resourceVersion)
                .addToLabels("rack", rack)
                .endMetadata()
                .build();
    }

    /** Answers a call of an interface's method. */
    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    @Test
    void whatIsShownIsNeverHeldToBeNewerThanItIs() {
        service.publish(view(ONE, NodeState.ONLINE, "a"));
        assertThat(service.evidence().heldAt()).isEmpty();
        Instant published = clock.instant();
        clock.pass(Duration.ofMillis(40));
        merge();
        assertThat(service.evidence().heldAt()).containsExactly(Map.entry(ONE, published));

        clock.pass(Duration.ofSeconds(2));
        service.confirm(ONE);
        Instant confirmed = clock.instant();
        assertThat(service.evidence().heldAt()).containsExactly(Map.entry(ONE, confirmed));

        clock.pass(Duration.ofSeconds(1));
        service.publish(view(ONE, NodeState.OFFLINE, "a"));
        service.confirm(ONE);
        assertThat(service.evidence().heldAt()).containsExactly(Map.entry(ONE, confirmed));
        merge();
        assertThat(service.evidence().heldAt()).containsExactly(Map.entry(ONE, clock.instant()));
        service.withdraw(ONE);
        merge();
        assertThat(service.evidence().heldAt()).isEmpty();
    }
}
