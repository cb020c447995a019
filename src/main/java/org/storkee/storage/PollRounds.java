package org.storkee.storage;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When each instance of a {@link PollingDriver} is asked, and what becomes of the answer. Thread-safe; nothing blocks.
 *
 * <p>One round per instance at a time. A round past its deadline is interrupted and told as failed, and what it still
 * brings is dropped. If it ignores the interrupt, its instance waits for it: a second thread would only pile up more.
 */
final class PollRounds {
    /** Rounds that are brought forward begin at least this long after the former one. */
    private static final long FORWARD_NANOS = Duration.ofSeconds(1).toNanos();

    private final ViewSink sink;
    private final Executor executor;
    private final LongSupplier nanos;
    private final Duration timeout;
    private final long interval;
    private final BiConsumer<DriverId, Duration> observed;
    private final Map<DriverId, Polled> polled = new HashMap<>();
    private boolean stopped;

    /**
     * Prepares; nothing is asked before the first beat.
     *
     * @param executor runs each round; must not run it on the calling thread
     * @param nanos a clock that never goes back, in nanoseconds
     * @param interval from the begin of one round to the begin of the next
     * @param observed told of each round that ended in time, with how long it took
     */
    PollRounds(
            ViewSink sink,
            Executor executor,
            LongSupplier nanos,
            Duration interval,
            Duration timeout,
            BiConsumer<DriverId, Duration> observed) {
        this.sink = sink;
        this.executor = executor;
        this.nanos = nanos;
        this.interval = interval.toNanos();
        this.timeout = timeout;
        this.observed = observed;
    }

    /** Ends overdue rounds and begins due ones; withdraws what is no longer among {@code instances}. */
    synchronized void beat(Collection<? extends PolledInstance> instances) {
        if (stopped) {
            return;
        }
        Set<DriverId> named = new HashSet<>();
        for (PolledInstance instance : instances) {
            named.add(instance.id());
            Polled state = polled.computeIfAbsent(instance.id(), id -> new Polled(nanos.getAsLong()));
            if (state.instance == null) {
                // One that came back is asked at once, unless its former thread still runs.
                state.next = nanos.getAsLong() + (state.running == null ? 0 : interval);
            }
            state.instance = instance;
        }
        for (Map.Entry<DriverId, Polled> entry : polled.entrySet()) {
            if (!named.contains(entry.getKey())) {
                withdraw(entry.getKey(), entry.getValue());
            }
            beat(entry.getKey(), entry.getValue());
        }
        polled.values().removeIf(p -> p.instance == null && p.running == null);
    }

    /** The next round of {@code driver} begins with the next beat, but not within a second of the former one. */
    synchronized void bringForward(DriverId driver) {
        Polled known = polled.get(driver);
        if (known != null) {
            known.wanted = true;
        }
    }

    /** Interrupts every round; nothing is told from now on. */
    synchronized void stop() {
        stopped = true;
        polled.values().forEach(p -> abandon(p.running));
    }

    private void withdraw(DriverId driver, Polled gone) {
        if (gone.instance != null) {
            gone.instance = null;
            gone.last = null;
            abandon(gone.running);
            sink.withdraw(driver);
        }
    }

    private void beat(DriverId driver, Polled state) {
        long now = nanos.getAsLong();
        Round running = state.running;
        if (running == null) {
            if (state.instance != null && state.due(now)) {
                begin(driver, state, state.instance, now);
            }
        } else if (state.instance != null && now - running.begun >= timeout.toNanos() && !running.abandoned) {
            abandon(running);
            sink.failed(driver, "no answer within " + text(timeout));
            state.next = now + interval;
        } else if (state.instance != null && running.abandoned && now - state.next >= 0) {
            sink.failed(driver, "no answer within " + text(timeout) + ", and the attempt does not end");
            state.next = now + interval;
        }
    }

    private void begin(DriverId driver, Polled state, PolledInstance instance, long now) {
        Round round = new Round(now);
        state.running = round;
        state.begun = now;
        state.next = now + interval;
        state.wanted = false;
        try {
            executor.execute(() -> run(driver, state, instance, round));
        } catch (RuntimeException e) {
            state.running = null;
            sink.failed(driver, "an observation could not be started: " + Reasons.of(e));
        }
    }

    private void run(DriverId driver, Polled state, PolledInstance instance, Round round) {
        if (!enter(state, round)) {
            return;
        }
        StorageView view = null;
        String failure = null;
        try {
            view = instance.observe();
            if (view == null || !view.driver().equals(driver)) {
                failure = "the observation is of " + (view == null ? "nothing" : view.driver());
            }
        } catch (Throwable e) { // an Error too: deeply nested garbage overflows a parser's stack
            failure = Reasons.of(e);
        }
        end(driver, state, round, view, failure);
    }

    private synchronized boolean enter(Polled state, Round round) {
        if (round.abandoned) {
            state.running = null;
            return false;
        }
        round.thread = Thread.currentThread();
        return true;
    }

    private synchronized void end(
            DriverId driver, Polled state, Round round, @Nullable StorageView view, @Nullable String failure) {
        round.thread = null;
        Thread.interrupted(); // the thread may serve somebody else next
        state.running = null;
        if (round.abandoned) {
            return;
        }
        long now = nanos.getAsLong();
        // A storage system that takes as long as the interval gets a breath.
        state.next = Math.max(state.next - now, interval / 5) + now;
        Duration took = Duration.ofNanos(now - round.begun);
        observed.accept(driver, took);
        if (view == null || failure != null) {
            sink.failed(driver, failure == null ? "no observation" : failure);
        } else if (view.equals(state.last)) {
            sink.confirm(driver, took);
        } else {
            state.last = view;
            sink.publish(view, took);
        }
    }

    private static void abandon(@Nullable Round round) {
        if (round != null && !round.abandoned) {
            round.abandoned = true;
            if (round.thread != null) {
                round.thread.interrupt();
            }
        }
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** What is known of one instance; guarded by the rounds. */
    private static final class Polled {
        private @Nullable PolledInstance instance;
        private @Nullable Round running;
        private @Nullable StorageView last;
        private long begun;
        private long next;
        private boolean wanted;

        Polled(long now) {
            next = now;
            begun = now - FORWARD_NANOS;
        }

        boolean due(long now) {
            return now - next >= 0 || (wanted && now - begun >= FORWARD_NANOS);
        }
    }

    /** One question to a storage system; guarded by the rounds. */
    private static final class Round {
        private final long begun;
        private @Nullable Thread thread;
        private boolean abandoned;

        Round(long begun) {
            this.begun = begun;
        }
    }
}
