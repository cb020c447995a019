package org.storkee.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is in the cluster as a test says, for drivers that are tested outside the server. Thread-safe. */
public final class TestDiscovery extends Discovery {
    private final Set<String> named;
    private final Set<String> csiDrivers = new TreeSet<>();
    private final List<Runnable> listeners = new ArrayList<>();

    /** {@code named}: the types {@code stork.drivers} names; none for {@code auto}. */
    public TestDiscovery(String... named) {
        this.named = Set.of(named);
    }

    /** A CSIDriver object appears; listeners are called on this thread. */
    public void add(String csiDriver) {
        synchronized (this) {
            csiDrivers.add(csiDriver);
        }
        listeners.forEach(Runnable::run);
    }

    /** A CSIDriver object is deleted; listeners are called on this thread. */
    public void remove(String csiDriver) {
        synchronized (this) {
            csiDrivers.remove(csiDriver);
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    void start() {
        // Nothing to watch: the test says what is there.
    }

    @Override
    void tick() {
        // Nothing can be missing.
    }

    @Override
    public boolean named(String type) {
        return named.contains(type);
    }

    @Override
    public synchronized boolean csiDriver(String name) {
        return csiDrivers.contains(name);
    }

    @Override
    public synchronized Set<String> csiDrivers() {
        return Set.copyOf(csiDrivers);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
