package org.storkee.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that goes by this machine's clock alone. The client's elector compares the holder's time of renewal with our own
 * time, so that two machines whose clocks differ could both lead; here a renewal counts from the moment it was seen, or up
 * to the look before that. And the elector tells of a lost Lease only after its last request has come back, which may take
 * longer than the Lease lasts; here anyone can ask how long ago the last renewal was sent.
 *
 * <p>Thread-safe: the elector's thread writes, any thread asks {@link #renewedWithin}.
 */
final class TimedLock implements Lock {
    private final Lock lock;
    private final Supplier<Moment> clock;
    private volatile @Nullable Moment renewed;
    private @Nullable LeaderElectionRecord seen;
    private Moment seenAt;
    private @Nullable Moment asked;

    TimedLock(Lock lock) {
        this(lock, Moment::now);
    }

    TimedLock(Lock lock, Supplier<Moment> clock) {
        this.lock = lock;
        this.clock = clock;
        seenAt = clock.get();
    }

    /**
     * A point in time on two clocks: the monotonic one stands still while the machine sleeps, the wall clock is set by
     * people.
     *
     * @param nanos of {@link System#nanoTime()}
     * @param millis of {@link System#currentTimeMillis()}
     */
    record Moment(long nanos, long millis) {
        static Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        /** Time up to {@code later} by the clock that says more. */
        Duration until(Moment later) {
            Duration monotonic = Duration.ofNanos(later.nanos - nanos);
            Duration wall = Duration.ofMillis(later.millis - millis);
            return monotonic.compareTo(wall) > 0 ? monotonic : wall;
        }
    }

    /** Whether our last renewal was sent, and came through, less than so long ago. */
    boolean renewedWithin(Duration limit) {
        Moment last = renewed;
        return last != null && last.until(clock.get()).compareTo(limit) < 0;
    }

    /**
     * The record as found, its time of renewal in terms of our own clock: as the holder says, if that is since we last
     * asked, else the nearest moment for which it is.
     */
    @Override
    public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
        LeaderElectionRecord found = lock.get(client);
        if (found == null) {
            return null;
        }
        Moment now = clock.get();
        if (!found.equals(seen)) {
            seen = found;
            seenAt = new Moment(now.nanos - ageOf(found, now).toNanos(), now.millis);
        }
        asked = now;
        Duration age = Duration.ofNanos(now.nanos - seenAt.nanos);
        return found.toBuilder()
                .renewTime(ZonedDateTime.now(ZoneOffset.UTC).minus(age))
                .build();
    }

    /** Of a record that is new to us: not older than our last look, when it was not there yet. */
    private Duration ageOf(LeaderElectionRecord found, Moment now) {
        Moment before = asked;
        if (before == null || found.getRenewTime() == null) {
            return Duration.ZERO;
        }
        Duration said = Duration.between(found.getRenewTime(), ZonedDateTime.now(ZoneOffset.UTC));
        Duration most = Duration.ofNanos(now.nanos - before.nanos);
        return said.isNegative() ? Duration.ZERO : said.compareTo(most) < 0 ? said : most;
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        write(record, () -> lock.create(client, record));
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        write(record, () -> lock.update(client, record));
    }

    /** Counts from before the request; and who gives the Lease back has stopped leading before the request. */
    private void write(LeaderElectionRecord record, Runnable request) {
        Moment sent = clock.get();
        boolean ours = identity().equals(record.getHolderIdentity());
        if (!ours) {
            renewed = null;
        }
        request.run();
        if (ours) {
            renewed = sent;
        }
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }
}
