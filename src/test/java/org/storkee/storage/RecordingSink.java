package org.storkee.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers all that drivers tell. Thread-safe. */
public final class RecordingSink implements ViewSink {
    private final Map<DriverId, StorageView> views = new ConcurrentHashMap<>();
    private final List<StorageView> published = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger news = new AtomicInteger();
    private volatile boolean failing;

    @Override
    public void publish(StorageView view, Duration age) {
        views.put(view.driver(), view);
        published.add(view);
        failing = false;
        news.incrementAndGet();
    }

    @Override
    public void confirm(DriverId driver, Duration age) {
        failing = false;
        news.incrementAndGet();
    }

    @Override
    public void failed(DriverId driver, String reason) {
        failing = true;
        failures.add(reason);
    }

    @Override
    public void withdraw(DriverId driver) {
        views.remove(driver);
    }

    /** The last view of {@code driver} that was not withdrawn, or null. */
    public @Nullable StorageView view(DriverId driver) {
        return views.get(driver);
    }

    /** All that was published so far, oldest first; a copy. */
    public List<StorageView> published() {
        return new ArrayList<>(published);
    }

    /** The reasons of all failures so far; a copy. */
    public List<String> failures() {
        return new ArrayList<>(failures);
    }

    /** How many views were published or confirmed. */
    public int news() {
        return news.get();
    }

    /** Whether the last word was a failure. */
    public boolean failing() {
        return failing;
    }

    /** Forgets everything that was published, but not the last views, to free memory. */
    public void forgetHistory() {
        published.clear();
    }
}
