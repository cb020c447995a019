package org.storkee.storage;

/** One storage system that has to be asked for its news, because it does not push them; see {@link PollingDriver}. */
public interface PolledInstance {
    /** Which instance this is; never changes. */
    DriverId id();

    /**
     * Asks the storage system for everything a view holds. May block; must end soon after its thread is interrupted.
     * Called on a virtual thread, never twice at the same time for one {@link #id()}.
     *
     * @return the whole observation, of driver {@link #id()}
     * @throws Exception if any part of it is missing: half a picture is no observation. The message, without a secret,
     *     says what was asked and what came back; people read it in logs, probes and events
     */
    StorageView observe() throws Exception;
}
