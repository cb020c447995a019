package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, kept in memory by a watch that reconnects for ever. Lists are paged and objects stripped of
 * what nobody reads, because the first list is what decides how much memory the server needs. Thread-safe.
 *
 * @param <T> the kind's class
 */
public final class CachedKind<T extends HasMetadata> {
    private static final Logger LOG = Logger.getLogger(CachedKind.class.getName());
    private static final long PAGE = 500;

    /** Between two lines about the same kind, of which an outage brings one every few seconds. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final SharedIndexInformer<T> informer;
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /**
     * Prepares the cache; {@link #start()} begins to fill it.
     *
     * @param strip may change the object it is given; what it returns is stored
     * @param indexes index name to the keys an object has in it
     */
    CachedKind(
            Informable<T> source, String name, UnaryOperator<T> strip, Map<String, Function<T, List<String>>> indexes) {
        this.name = name;
        informer = source.withLimit(PAGE).runnableInformer(0);
        informer.removeNamespaceIndex();
        informer.addIndexers(indexes);
        informer.itemStore(new BasicItemStore<>(Cache::metaNamespaceKeyFunc) {
            @Override
            public T put(String key, T object) {
                return super.put(key, strip.apply(object));
            }
        });
        informer.exceptionHandler((started, problem) -> {
            tell(problem);
            return true;
        });
    }

    /** One line a minute; a kind that the API server does not know is no problem, but that its storage is not there. */
    private void tell(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        boolean unknown =
                cause instanceof KubernetesClientException e && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
        long last = toldAt.get();
        long now = System.nanoTime();
        boolean tell = !unknown && now - last >= QUIET_NANOS && toldAt.compareAndSet(last, now);
        LOG.log(
                tell ? Level.WARNING : Level.FINE,
                () -> "watching " + name + " failed; it is tried again: " + cause.getMessage());
    }

    /** Begins to list and watch, in the background. */
    void start() {
        var _ = informer.start();
    }

    void stop() {
        informer.stop();
    }

    /** The object, or null. A cluster-scoped object has an empty namespace. */
    public @Nullable T get(String namespace, String name) {
        return informer.getStore().getByKey(namespace.isEmpty() ? name : namespace + "/" + name);
    }

    /** Every object; a copy of the list, not of the objects. */
    public List<T> list() {
        return informer.getStore().list();
    }

    /** The objects with {@code key} in {@code index}. */
    public List<T> byIndex(String index, String key) {
        return informer.getIndexer().byIndex(index, key);
    }

    /** True once the first list has arrived whole. */
    public boolean synced() {
        return informer.hasSynced();
    }

    /** True while the watch is connected, so that what is in memory is current. */
    public boolean watching() {
        return informer.isWatching();
    }

    /**
     * Calls back for every object there is and every later change, one at a time, in order. Called back on a virtual
     * thread; a failure is logged and does not stop later calls.
     */
    public void onChange(Consumer<T> changed, Consumer<T> deleted) {
        informer.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                call(changed, object);
            }

            @Override
            public void onUpdate(T former, T object) {
                call(changed, object);
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                call(deleted, object);
            }
        });
    }

    private void call(Consumer<T> handler, T object) {
        // The client's threads carry no application context, and beans made under them would miss their configuration.
        Thread thread = Thread.currentThread();
        ClassLoader former = thread.getContextClassLoader();
        thread.setContextClassLoader(CachedKind.class.getClassLoader());
        try {
            handler.accept(object);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "handling a change of " + name + " " + Cache.metaNamespaceKeyFunc(object)
                            + " failed; its next change is handled again");
        } finally {
            thread.setContextClassLoader(former);
        }
    }
}
