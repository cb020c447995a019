package org.storkee.admission;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What one review may ask of the API server takes two seconds in all: the API server itself waits three. For one thread. */
final class Deadline {
    private static final Logger LOG = Logger.getLogger(Deadline.class.getName());
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final ExecutorService executor;
    private final long end = System.nanoTime() + PATIENCE_NANOS;

    Deadline(ExecutorService executor) {
        this.executor = executor;
    }

    /**
     * The answer, or null when there is none in time.
     *
     * @param what is asked, for the log
     */
    <T> @Nullable T ask(String what, Supplier<@Nullable T> question) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return null;
        }
        try {
            Future<@Nullable T> answer = executor.submit(question::get);
            try {
                return answer.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                answer.cancel(true);
                LOG.warning(() -> what + ": the API server did not answer in time; the pod is admitted without it");
            }
        } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
            LOG.warning(() -> what + ": " + e.getMessage() + "; the pod is admitted without it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
