package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.ClusterCache;

class StorageTimerTest {
    private static final int BEATS_PER_MINUTE = 600;

    private final StorageTimer timer = new StorageTimer();
    private final Drivers drivers = new Drivers();
    private boolean listed;

    /** Counts; each driver has looked once the tick {@code observedAt} has come. */
    private static final class Drivers extends DriverRegistry {
        int starts;
        int ticks;
        int observedAt = 1;

        @Override
        public void start(ViewSink sink) {
            starts++;
        }

        @Override
        public void beat() {
            // not counted
        }

        @Override
        public void tick() {
            ticks++;
        }

        @Override
        public boolean observed() {
            return ticks >= observedAt;
        }
    }

    @BeforeEach
    void wire() {
        timer.drivers = drivers;
        timer.topologies = new TopologyService();
        timer.cache = new ClusterCache() {
            @Override
            public boolean ready() {
                return listed;
            }
        };
        timer.metrics = new DriverMetrics() {
            @Override
            void refresh() {
                // nothing is exported here
            }
        };
        timer.sight = new DriverSight() {
            @Override
            void look() {
                // nobody is told here
            }
        };
    }

    @Test
    void driversStartOnceTheClusterIsKnownAndNotBefore() {
        beats(50);
        assertThat(drivers.starts).isZero();
        listed = true;
        beats(50);
        assertThat(drivers.starts).isOne();
    }

    @Test
    void aDriverThatNeedsATickToHaveLookedGetsItAtOnceBecauseTheServerWaitsForIt() {
        listed = true;
        drivers.observedAt = 3;
        beats(3);
        assertThat(drivers.ticks).isEqualTo(3);
    }

    @Test
    void afterThatATickComesEveryTwoSeconds() {
        listed = true;
        beats(BEATS_PER_MINUTE);
        assertThat(drivers.ticks).isBetween(30, 31);
    }

    @Test
    void aDriverThatNeverLooksIsAskedAtTheUsualPaceAfterTenSeconds() {
        listed = true;
        drivers.observedAt = Integer.MAX_VALUE;
        beats(BEATS_PER_MINUTE);
        assertThat(drivers.ticks).isBetween(125, 130);
    }

    private void beats(int count) {
        IntStream.range(0, count).forEach(beat -> timer.beat());
    }
}
