package org.storkee.testing.simulator;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs API calls side by side, a bounded number at once, each repeated until it succeeds or repeating is no use.
 *
 * <p>Repeating matters: room that was taken for a volume must not be given back because one call got lost on the way,
 * for the API server may have carried it out.
 */
final class ApiCalls implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ApiCalls.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore atOnce;
    private volatile boolean closed;

    ApiCalls(int atOnce) {
        this.atOnce = new Semaphore(atOnce);
    }

    /**
     * Runs {@code call} soon. The result fails when the API server refuses the call (a 4xx other than 429) or this
     * object is closed; a failure is also logged under {@code what}.
     */
    CompletableFuture<Void> submit(String what, Runnable call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                repeat(what, call);
                done.complete(null);
            } catch (RuntimeException | InterruptedException e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "{0} failed: {1}; it is not tried again", what, e);
                }
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void repeat(String what, Runnable call) throws InterruptedException {
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            atOnce.acquire();
            try {
                call.run();
                return;
            } catch (KubernetesClientException e) {
                if (closed || isRefusal(e.getCode())) {
                    throw e;
                }
                LOG.log(Level.DEBUG, "{0} failed: {1}; next try in {2} ms", what, e.getMessage(), pause);
            } finally {
                atOnce.release();
            }
            Thread.sleep(pause);
        }
    }

    private static boolean isRefusal(int code) {
        return code >= 400 && code < 500 && code != 429;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
