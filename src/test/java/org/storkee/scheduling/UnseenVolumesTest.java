package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.storkee.testing.TestClock;

class UnseenVolumesTest {
    private final TestClock clock = new TestClock();
    private final UnseenVolumes unseen = new UnseenVolumes(clock, Duration.ofSeconds(10));

    @Test
    void aPodWaitsForAVolumeForAWhileAndThenGoesOnWithout() {
        assertThat(unseen.wait("v")).isTrue();
        clock.pass(Duration.ofSeconds(9));
        assertThat(unseen.wait("v")).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(unseen.wait("v")).isFalse();
        clock.pass(Duration.ofMinutes(1));
        assertThat(unseen.wait("v")).as("still without").isFalse();
    }

    @Test
    void aVolumeThatWasSeenAndIsLostAgainIsWaitedForAnew() {
        unseen.wait("v");
        clock.pass(Duration.ofSeconds(10));
        unseen.seen("v");
        assertThat(unseen.wait("v")).isTrue();
    }

    @Test
    void aVolumeNobodyAskedForInLongIsWaitedForAnew() {
        unseen.wait("v");
        clock.pass(Duration.ofMinutes(6));
        assertThat(unseen.wait("v")).isTrue();
    }

    @Test
    void volumesAreWaitedForOnTheirOwn() {
        unseen.wait("v");
        clock.pass(Duration.ofSeconds(10));
        assertThat(unseen.wait("w")).isTrue();
        assertThat(unseen.wait("v")).isFalse();
    }
}
