package org.storkee.scheduling;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Judges a pod again while the caches are behind the scheduler's own. After a filter that has to wait the scheduler comes
 * back by itself; after a preempt that keeps no node it does not: it leaves the pod for five minutes, unless some pod is
 * deleted, and a change of the pod's own does not wake one that lacked CPU or memory. Thread-safe.
 */
final class CatchUp {
    /** Half of the time-out that the shipped configuration gives the scheduler. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(25);

    private final Pause pause;

    CatchUp() {
        this(time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    CatchUp(Pause pause) {
        this.pause = pause;
    }

    /** How time goes by between two looks. */
    interface Pause {
        void take(Duration time) throws InterruptedException;
    }

    /** The first verdicts that are not {@link #behind}, or the last ones after {@link #LONGEST} of pauses. */
    Verdicts judge(Supplier<Verdicts> judge) {
        Verdicts verdicts = judge.get();
        for (Duration left = LONGEST; behind(verdicts) && left.isPositive(); left = left.minus(PAUSE)) {
            try {
                pause.take(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server stops; this answer still goes out
                return verdicts;
            }
            verdicts = judge.get();
        }
        return verdicts;
    }

    /**
     * True when the scheduler knows more than these verdicts rest on: it asks only about pods whose claims it has found
     * bound, or waiting for their first consumer.
     */
    private static boolean behind(Verdicts verdicts) {
        Waiting waiting = verdicts.pod().waiting();
        return (waiting != null && waiting.reason() == Waiting.Reason.UNSEEN_VOLUME)
                || verdicts.has(Refusal.CLAIM_MISSING)
                || verdicts.has(Refusal.CLAIM_NOT_BOUND);
    }
}
