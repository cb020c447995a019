package org.storkee.storage;

import java.time.Duration;

/** Where a driver puts its news. Thread-safe; returns at once. */
public interface ViewSink {
    /** A new observation of the view's driver, made now; it replaces the former one. */
    default void publish(StorageView view) {
        publish(view, Duration.ZERO);
    }

    /**
     * The same of an observation that took time: its oldest part is what it is worth.
     *
     * @param age how long ago it began
     */
    void publish(StorageView view, Duration age);

    /** The last published view of {@code driver} still holds: nothing changed, and the storage system answered. */
    default void confirm(DriverId driver) {
        confirm(driver, Duration.ZERO);
    }

    /** The same by an observation that began {@code age} ago. Without a view there is nothing to confirm. */
    void confirm(DriverId driver, Duration age);

    /**
     * An observation failed. The last view is kept and ages; no node changes its state for it.
     *
     * @param reason one line for people: what was asked and what came back
     */
    void failed(DriverId driver, String reason);

    /** The instance is gone (switched off, or its last object was deleted); its view is dropped. */
    void withdraw(DriverId driver);
}
