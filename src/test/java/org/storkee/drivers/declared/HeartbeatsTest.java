package org.storkee.drivers.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.testing.TestClock;

class HeartbeatsTest {
    private final TestClock clock = new TestClock();
    private final Heartbeats heartbeats = new Heartbeats();

    @BeforeEach
    void useTheTestsClock() {
        heartbeats.clock = clock;
        heartbeats.heard("ns", true);
    }

    @Test
    void aLeaseNobodyEverSawIsSilent() {
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
    }

    @Test
    void aMachineIsSilentOnceItsLeaseWasNotRenewedInTime() {
        heartbeats.renewed(lease(clock.instant(), 10));
        clock.pass(Duration.ofSeconds(10));
        assertThat(heartbeats.silent("ns", "n1")).isFalse();
        clock.pass(Duration.ofMillis(1));
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
        heartbeats.renewed(lease(clock.instant(), 10));
        assertThat(heartbeats.silent("ns", "n1")).isFalse();
    }

    @Test
    void aChangeThatRenewsNothingKeepsNobodyAlive() {
        Instant renewed = clock.instant();
        heartbeats.renewed(lease(renewed, 10));
        clock.pass(Duration.ofSeconds(8));
        heartbeats.renewed(lease(renewed, 10));
        clock.pass(Duration.ofSeconds(8));
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
    }

    @Test
    void clocksThatDifferMakeNobodySilent() {
        heartbeats.renewed(lease(clock.instant().minusSeconds(1000), 10));
        heartbeats.renewed(lease(clock.instant().minusSeconds(990), 10));
        assertThat(heartbeats.silent("ns", "n1"))
                .as("it does renew, an hour behind or not")
                .isFalse();
    }

    @Test
    void aLeaseFirstSeenLongAfterItsEndIsSilentAtOnce() {
        heartbeats.renewed(lease(clock.instant().minusSeconds(60), 10));
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
        heartbeats.renewed(lease(clock.instant().minusSeconds(59), 10));
        assertThat(heartbeats.silent("ns", "n1")).as("renewed now").isFalse();
    }

    @Test
    void aLeaseWithoutDurationLastsFortySeconds() {
        heartbeats.renewed(lease(clock.instant(), null));
        clock.pass(Duration.ofSeconds(40));
        assertThat(heartbeats.silent("ns", "n1")).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
    }

    @Test
    void nobodyFallsSilentWhileNobodyIsHeard() {
        heartbeats.renewed(lease(clock.instant(), 10));
        clock.pass(Duration.ofSeconds(9));
        heartbeats.heard("ns", false);
        clock.pass(Duration.ofMinutes(5));
        assertThat(heartbeats.silent("ns", "n1")).isFalse();
        heartbeats.heard("ns", true);
        assertThat(heartbeats.silent("ns", "n1"))
                .as("its renewals may come now")
                .isFalse();
        clock.pass(Duration.ofSeconds(11));
        heartbeats.heard("ns", true);
        assertThat(heartbeats.silent("ns", "n1")).as("but none came").isTrue();
    }

    @Test
    void whoIsSilentStaysSoWhileNobodyIsHeard() {
        heartbeats.renewed(lease(clock.instant(), 10));
        clock.pass(Duration.ofSeconds(11));
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
        heartbeats.heard("ns", false);
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
    }

    @Test
    void aDeletedLeaseIsSilent() {
        heartbeats.renewed(lease(clock.instant(), 10));
        heartbeats.deleted(lease(clock.instant(), 10));
        assertThat(heartbeats.silent("ns", "n1")).isTrue();
    }

    private static Lease lease(Instant renewed, Integer seconds) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("n1")
                .endMetadata()
                .withNewSpec()
                .withRenewTime(renewed.atZone(ZoneOffset.UTC))
                .withLeaseDurationSeconds(seconds)
                .endSpec()
                .build();
    }
}
