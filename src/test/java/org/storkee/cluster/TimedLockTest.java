package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.TimedLock.Moment;

class TimedLockTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final StoredLock stored = new StoredLock();
    private Moment now = new Moment(5_000_000_000L, 1_000_000);
    private final TimedLock lock = new TimedLock(stored, () -> now);

    @Test
    void aReplicaThatNeverRenewedDoesNotLead() {
        assertThat(lock.renewedWithin(LIMIT)).isFalse();
    }

    @Test
    void aRenewalHoldsForTheLimitFromWhenItWasSent() {
        stored.whileWriting = () -> pass(Duration.ofSeconds(4), Duration.ofSeconds(4));
        lock.update(null, record("me", 0));
        assertThat(lock.renewedWithin(LIMIT)).isTrue();
        pass(Duration.ofMillis(5_999), Duration.ofMillis(5_999));
        assertThat(lock.renewedWithin(LIMIT)).isTrue();
        pass(Duration.ofMillis(1), Duration.ofMillis(1));
        assertThat(lock.renewedWithin(LIMIT)).isFalse();
    }

    @Test
    void aRenewalThatFailsDoesNotCount() {
        lock.create(null, record("me", 0));
        pass(LIMIT, LIMIT);
        stored.whileWriting = () -> {
            throw new KubernetesClientException("refused");
        };
        assertThatThrownBy(() -> lock.update(null, record("me", 0))).isInstanceOf(KubernetesClientException.class);
        assertThat(lock.renewedWithin(LIMIT)).isFalse();
    }

    @Test
    void timeThatOnlyOneOfTheTwoClocksNoticedCounts() {
        lock.create(null, record("me", 0));
        pass(Duration.ZERO, LIMIT); // the machine slept
        assertThat(lock.renewedWithin(LIMIT)).isFalse();
        lock.update(null, record("me", 0));
        pass(LIMIT, Duration.ofHours(-1)); // somebody set the clock back
        assertThat(lock.renewedWithin(LIMIT)).isFalse();
    }

    @Test
    void whoGivesTheLeaseBackHasStoppedLeadingBefore() {
        lock.create(null, record("me", 0));
        stored.whileWriting = () -> assertThat(lock.renewedWithin(LIMIT)).isFalse();
        lock.update(null, record("", 0));
        assertThat(lock.renewedWithin(LIMIT)).isFalse();
    }

    @Test
    void aHolderWhoseClockIsWrongIsTimedByOurs() {
        for (long skew : new long[] {-3_600, 0, 3_600}) {
            stored.record = record("other", skew);
            assertThat(expired()).as("first seen, skew %d s", skew).isFalse();
            pass(LEASE.minusSeconds(1), LEASE.minusSeconds(1));
            assertThat(expired()).as("before its end, skew %d s", skew).isFalse();
            pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
            assertThat(expired()).as("after its end, skew %d s", skew).isTrue();
            stored.record = record("other", skew + 2);
            assertThat(expired()).as("renewed, skew %d s", skew).isFalse();
        }
    }

    @Test
    void aRenewalSeenLateCountsFromWhenTheHolderSaysButNotFromBeforeTheLastLook() {
        stored.record = record("other", 0);
        lock.get(null);
        pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
        stored.record = renewedSecondsAgo(1);
        assertThat(ageOfRenewal()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_900));
        pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
        stored.record = renewedSecondsAgo(60);
        assertThat(ageOfRenewal()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_900));
    }

    private Duration ageOfRenewal() {
        return Duration.between(lock.get(null).getRenewTime(), ZonedDateTime.now(ZoneOffset.UTC));
    }

    private static LeaderElectionRecord renewedSecondsAgo(long seconds) {
        ZonedDateTime at = ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(seconds);
        return new LeaderElectionRecord("other", LEASE, at, at, 0);
    }

    @Test
    void noLeaseIsNoRecord() {
        assertThat(lock.get(null)).isNull();
    }

    /** As the client's elector asks. */
    private boolean expired() {
        LeaderElectionRecord found = lock.get(null);
        return ZonedDateTime.now(ZoneOffset.UTC).isAfter(found.getRenewTime().plus(found.getLeaseDuration()));
    }

    private void pass(Duration monotonic, Duration wall) {
        now = new Moment(now.nanos() + monotonic.toNanos(), now.millis() + wall.toMillis());
    }

    private static LeaderElectionRecord record(String holder, long skewSeconds) {
        ZonedDateTime at =
                ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusSeconds(skewSeconds);
        return new LeaderElectionRecord(holder, LEASE, at, at, 0);
    }

    /** What the API server has. */
    private static final class StoredLock implements Lock {
        private LeaderElectionRecord record;
        private Runnable whileWriting = () -> {};

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            return record;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord created) {
            update(client, created);
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord updated) {
            Runnable act = whileWriting;
            whileWriting = () -> {};
            act.run();
            record = updated;
        }

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public String describe() {
            return "a test's lock";
        }
    }
}
