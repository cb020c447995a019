package org.storkee.storage;

/** Where a driver puts its news. Thread-safe; returns at once. */
public interface ViewSink {
    /** A new observation of the view's driver; it replaces the former one and is fresh from now on. */
    void publish(StorageView view);

    /** The last published view of {@code driver} still holds: nothing changed, and the storage system answered. */
    void confirm(DriverId driver);

    /**
     * An observation failed. The last view is kept and ages; no node changes its state for it.
     *
     * @param reason one line for people: what was asked and what came back
     */
    void failed(DriverId driver, String reason);

    /** The instance is gone (switched off, or its last object was deleted); its view is dropped. */
    void withdraw(DriverId driver);
}
