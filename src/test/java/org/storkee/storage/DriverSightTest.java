package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.EventRecorder;
import org.storkee.cluster.Leadership;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.NoMetrics;
import org.storkee.testing.TestClock;

class DriverSightTest {
    private static final DriverId ONE = new DriverId("mock", "one");
    private static final StorageView VIEW = new StorageView(ONE, List.of(), Map.of(), List.of());

    private final TestClock clock = new TestClock();
    private final List<String> events = new ArrayList<>();
    private final TopologyService topologies = new TopologyService();
    private final DriverSight sight = new DriverSight();
    private boolean leads = true;

    @BeforeEach
    void wire() {
        topologies.clock = clock;
        topologies.metrics = NoMetrics.registry();
        topologies.scheduler = ManagedExecutors.idle();
        topologies.maxViewAge = Duration.ofSeconds(60);
        sight.clock = clock;
        sight.topologies = topologies;
        sight.whenUnknown = "accept";
        sight.leadership = new Leadership() {
            @Override
            public boolean isLeader() {
                return leads;
            }

            @Override
            public ObjectReference lease() {
                return new ObjectReferenceBuilder().withName("stork").build();
            }
        };
        sight.events = new EventRecorder() {
            @Override
            public void warn(ObjectReference about, String reason, String message) {
                events.add("Warning " + about.getName() + " " + reason + ": " + message);
            }

            @Override
            public void note(ObjectReference about, String reason, String message) {
                events.add("Normal " + about.getName() + " " + reason + ": " + message);
            }
        };
    }

    @Test
    void oneEventTellsWhoIsBlindSinceWhenWhyAndWhatHappensToPods() {
        topologies.publish(VIEW);
        topologies.failed(ONE, "GET /v1/nodes: 503");
        for (int second = 0; second < 300; second += 2) {
            clock.pass(Duration.ofSeconds(2));
            sight.look();
        }
        assertThat(events)
                .containsExactly(
                        "Warning stork StorageDriverBlind: storage driver mock:one: nothing is known of its nodes"
                                + " since 2026-01-01T12:00:00Z (GET /v1/nodes: 503); pods with its volumes are placed without"
                                + " regard to where their data is until it observes again");
        topologies.confirm(ONE);
        sight.look();
        sight.look();
        assertThat(events)
                .hasSize(2)
                .last()
                .isEqualTo("Normal stork StorageDriverSeesAgain: storage driver mock:one: observes again after 300 s;"
                        + " pods with its volumes are placed by where their data is");
    }

    @Test
    void aDriverThatFlapsIsNotBlind() {
        for (int second = 0; second < 300; second += 2) {
            topologies.failed(ONE, "no answer");
            sight.look();
            topologies.publish(VIEW);
            sight.look();
            clock.pass(Duration.ofSeconds(2));
        }
        assertThat(events).isEmpty();
    }

    @Test
    void aDriverThatNeverSawAnythingIsToldAfterAMoment() {
        sight.whenUnknown = "wait";
        topologies.failed(ONE, "connection refused");
        sight.look();
        assertThat(events).isEmpty();
        clock.pass(Duration.ofSeconds(10));
        topologies.failed(ONE, "connection refused");
        sight.look();
        assertThat(events).singleElement().asString().contains("2026-01-01T12:00:00Z", "pods with its volumes wait");
    }

    @Test
    void onlyTheLeaderTellsAndANewOneTellsWhoIsBlind() {
        leads = false;
        topologies.failed(ONE, "connection refused");
        clock.pass(Duration.ofSeconds(100));
        sight.look();
        assertThat(events).isEmpty();
        leads = true;
        sight.look();
        assertThat(events).hasSize(1);
    }

    @Test
    void aDriverThatIsWithdrawnDoesNotSeeAgain() {
        topologies.failed(ONE, "connection refused");
        clock.pass(Duration.ofSeconds(100));
        sight.look();
        topologies.withdraw(ONE);
        sight.look();
        assertThat(events).hasSize(1);
    }

    @Test
    void aDriverWithAFreshViewIsBlindSinceNever() {
        topologies.publish(VIEW);
        assertThat(topologies.blindSince(ONE)).isNull();
        clock.pass(Duration.ofSeconds(61));
        assertThat(topologies.blindSince(ONE)).isEqualTo(clock.instant().minusSeconds(61));
        assertThat(topologies.blindSince(new DriverId("mock", "unheard of"))).isNull();
    }
}
