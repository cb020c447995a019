package org.storkee.cluster;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Works a {@link WorkQueue} off with a bounded number of threads. Driven from outside: {@link #pump()} is cheap and is
 * called after each add and by a timer, so that delayed keys come up without a thread that sleeps.
 *
 * @param <K> the queue's key
 */
public final class ControlLoop<K> {
    private static final Logger LOG = Logger.getLogger(ControlLoop.class.getName());

    private final String name;
    private final WorkQueue<K> queue;
    private final Executor executor;
    private final int threads;
    private final Consumer<K> work;
    private int running;

    /**
     * @param name shown in logs
     * @param work one step for a key; must be re-entrant; an exception means: back off and try again
     */
    public ControlLoop(String name, WorkQueue<K> queue, Executor executor, int threads, Consumer<K> work) {
        this.name = name;
        this.queue = queue;
        this.executor = executor;
        this.threads = threads;
        this.work = work;
    }

    /** Starts workers for keys that are due, up to the bound; returns at once. */
    public synchronized void pump() {
        while (running < threads) {
            K key = queue.poll();
            if (key == null) {
                return;
            }
            running++;
            try {
                executor.execute(() -> work(key));
            } catch (RejectedExecutionException e) {
                running--;
                LOG.log(Level.WARNING, e, () -> name + ": no thread for " + key + "; it is tried again after a while");
                queue.failed(key);
                return;
            }
        }
    }

    private void work(K key) {
        try {
            step(key);
        } finally {
            synchronized (this) {
                running--;
                pump();
            }
        }
    }

    private void step(K key) {
        try {
            work.accept(key);
            queue.done(key);
        } catch (RuntimeException | Error e) { // an error, too, must not leave the key locked for ever
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> name + ": work on " + key + " failed; it is tried again after its back-off");
            queue.failed(key);
        }
    }
}
