package org.storkee.storage;

/**
 * One kind of storage system: an {@code @ApplicationScoped} CDI bean that also implements one capability interface
 * for each thing its storage can do. What it cannot do it does not implement.
 */
public interface StorageDriver {
    /** The name users write in {@code stork.drivers}: lower case, unique among all drivers. */
    String type();

    /**
     * Whose word counts when several drivers could own a volume: the lowest is asked first. A storage system's own API
     * is below 100, what somebody published for it 100, what Kubernetes alone can tell above.
     */
    int precedence();

    /**
     * Begins to observe. Called once, on a managed thread, after the cluster cache has synced; must not block on the
     * storage system. Everything seen goes to {@code sink}.
     */
    void start(ViewSink sink);

    /**
     * Called every few seconds off the request path: a watch-driven driver confirms its views if its watches are
     * alive. May throw; the caller logs it and comes again.
     */
    void tick();

    /**
     * Whether the driver has looked once since it was started: each instance it has was published or told as failed, or it
     * knows that it has none. The server is not ready before, lest pods be placed past storage that is there. Must become
     * true within seconds whatever the storage does; answers from memory.
     */
    default boolean observed() {
        return true;
    }

    /**
     * Called several times a second by the same timer, for drivers with deadlines of their own; must return at once.
     * Not called before {@link #start}.
     */
    default void beat() {
        // Most drivers are pushed their news.
    }

    /** Ends all observation. Called once, at shutdown. */
    void stop();
}
