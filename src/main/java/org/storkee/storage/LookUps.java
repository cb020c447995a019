package org.storkee.storage;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Asks for single objects that a watch has not told of yet: for each once at a time, however many pods wait for it. An
 * answer counts only if the watch said nothing of that object since the question, for then the watch knows better; it may
 * have told that the object is gone, and would not tell it again. Thread-safe.
 */
public final class LookUps {
    private final Map<String, Object> asked = new HashMap<>();

    /**
     * Asks, unless that is under way; returns at once.
     *
     * @param key which object
     * @param executor where to ask; whatever the question throws is left to it
     * @param question blocks, and returns what takes up its answer, which must not block
     */
    public void ask(String key, Executor executor, Supplier<Runnable> question) {
        Object mark = new Object();
        synchronized (this) {
            if (asked.putIfAbsent(key, mark) != null) {
                return;
            }
        }
        try {
            executor.execute(() -> {
                try {
                    take(key, mark, question.get());
                } finally {
                    take(key, mark, () -> {});
                }
            });
        } catch (RuntimeException e) { // it takes no more tasks
            take(key, mark, () -> {});
            throw e;
        }
    }

    /** {@code change} takes up what the watch said of {@code key}; it must not block. */
    public synchronized void told(String key, Runnable change) {
        asked.remove(key);
        change.run();
    }

    private synchronized void take(String key, Object mark, Runnable change) {
        if (asked.remove(key, mark)) {
            change.run();
        }
    }
}
