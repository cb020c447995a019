package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kubelets renew every 10 s; what counts is when a renewal arrives here. */
class KubeletWatchTest {
    private final KubeletWatch watch = new KubeletWatch(HealthSettings.DEFAULTS);
    private final Map<String, Instant> leases = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Duration skew = Duration.ZERO;

    @Test
    void aKubeletIsUnknownUntilItsFirstRenewalArrives() {
        renew("a", "b");
        pass(5, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.UNKNOWN);
        assertThat(watch.renewed("a")).isNull();
        renew("a");
        pass(1, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.ALIVE);
    }

    @Test
    void withoutARenewalForTwentyFiveSecondsItIsLost() {
        renew("a", "b");
        pass(2, "a", "b");
        pass(24, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.ALIVE);
        pass(1, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.LOST);
        assertThat(watch.signal("b")).isEqualTo(KubeletSignal.ALIVE);
        renew("a");
        pass(1, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.ALIVE);
    }

    @Test
    void aLeaseThatNeverChangesIsLostAfterTheSameTimeWhateverItSays() {
        leases.put("dead", now.minusSeconds(3));
        renew("b");
        pass(25, "b");
        assertThat(watch.signal("dead")).isEqualTo(KubeletSignal.UNKNOWN);
        pass(1, "b");
        assertThat(watch.signal("dead")).isEqualTo(KubeletSignal.LOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {-300, 300})
    void aClockThatJumpsOnTheHeartbeatsChangesNothing(int seconds) {
        renew("a", "b");
        pass(60, "a", "b");
        skew = Duration.ofSeconds(seconds);
        for (int i = 0; i < 60; i++) {
            pass(1, "a", "b");
            assertThat(watch.signal("a")).isEqualTo(KubeletSignal.ALIVE);
        }
        pass(25, "b");
        assertThat(watch.signal("a")).as("really lost").isEqualTo(KubeletSignal.LOST);
    }

    @Test
    void aWatchThatIsCutForAMomentForgetsNoKubeletAndOneThatStaysCutForgetsAll() {
        renew("a", "b");
        pass(5, "a", "b");
        watch.missed(now.plusSeconds(5));
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.ALIVE);
        watch.missed(now.plusSeconds(6));
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.UNKNOWN);
    }

    @Test
    void whenNobodyRenewsItIsWeWhoAreDeaf() {
        renew("a", "b");
        pass(5, "a", "b");
        for (int i = 0; i < 600; i++) {
            pass(1);
            assertThat(watch.signal("a")).isNotEqualTo(KubeletSignal.LOST);
        }
    }

    /** The watch breaks when one kubelet was about to renew and the other just had. */
    @Test
    void aBrokenWatchMakesNobodyLostHoweverLongTheyWereSilentBefore() {
        renew("a", "b");
        pass(2, "a", "b");
        pass(9, "b");
        for (int i = 0; i < 60; i++) {
            pass(1);
            assertThat(watch.signal("a")).isNotEqualTo(KubeletSignal.LOST);
        }
    }

    @Test
    void afterAPauseOfOursNobodyIsLostBeforeTheTimeHasPassedAgain() {
        renew("a", "b");
        pass(10, "a", "b");
        now = now.plusSeconds(300);
        pass(1, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.UNKNOWN);
        pass(24, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.UNKNOWN);
        pass(1, "b");
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.LOST);
    }

    @Test
    void aNodeWithoutALeaseIsUnknown() {
        renew("a");
        pass(1, "a");
        leases.clear();
        pass(60);
        assertThat(watch.signal("a")).isEqualTo(KubeletSignal.UNKNOWN);
    }

    private void renew(String... nodes) {
        for (String node : nodes) {
            leases.put(node, now.plus(skew));
        }
    }

    private void pass(int seconds, String... renewing) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            renew(renewing);
            watch.observe(Map.copyOf(leases), now);
        }
    }
}
