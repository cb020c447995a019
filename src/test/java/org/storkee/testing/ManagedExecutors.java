package org.storkee.testing;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Plain executors in the clothes of managed ones, for beans that run outside the server. What only managed ones can do
 * (context, triggers) throws {@link UnsupportedOperationException}.
 */
public final class ManagedExecutors {
    private ManagedExecutors() {}

    /** Runs each task on a virtual thread of its own. */
    public static ManagedExecutorService virtual() {
        return over(ManagedExecutorService.class, Executors.newVirtualThreadPerTaskExecutor());
    }

    /** Runs delayed and repeated tasks on a few threads. */
    public static ManagedScheduledExecutorService scheduled() {
        return over(
                ManagedScheduledExecutorService.class,
                Executors.newScheduledThreadPool(8, Thread.ofVirtual().factory()));
    }

    /** {@code executor} as a managed one that delays and repeats. */
    public static ManagedScheduledExecutorService over(ScheduledExecutorService executor) {
        return over(ManagedScheduledExecutorService.class, executor);
    }

    /** Takes tasks and never runs them. */
    public static ManagedScheduledExecutorService idle() {
        return (ManagedScheduledExecutorService) Proxy.newProxyInstance(
                ManagedExecutors.class.getClassLoader(),
                new Class<?>[] {ManagedScheduledExecutorService.class},
                (proxy, method, arguments) -> null);
    }

    private static <T> T over(Class<T> type, ExecutorService executor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (!method.getDeclaringClass().isInstance(executor)) {
                        throw new UnsupportedOperationException(method + " needs the server");
                    }
                    try {
                        return method.invoke(executor, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
