package org.storkee.operations;

import java.lang.reflect.Proxy;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM does on a signal. Java's only way is {@code sun.misc.Signal}, which is supported and yet cannot be named in
 * source without a warning that nothing suppresses; hence by reflection.
 */
final class SignalHandling implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SignalHandling.class.getName());

    private final String signal;
    private final Object former;

    private SignalHandling(String signal, Object former) {
        this.signal = signal;
        this.former = former;
    }

    /**
     * Runs {@code action} on each {@code signal}, on a thread of its own, instead of what was done so far.
     *
     * @param signal without SIG, as in TERM
     * @return null when this JVM leaves its signals alone ({@code -Xrs}) or has no such signal
     */
    static @Nullable SignalHandling of(String signal, Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object handler =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, with) -> {
                        if (called.getDeclaringClass() == type) {
                            action.run();
                        }
                        return null;
                    });
            return new SignalHandling(signal, handle(signal, handler));
        } catch (ReflectiveOperationException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            LOG.info(() -> "SIG" + signal + " cannot be handled; it does what it does in every JVM: " + reason);
            return null;
        }
    }

    /** Lets the signal do again what it did before. */
    @Override
    public void close() {
        try {
            handle(signal, former);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.FINE, e, () -> "SIG" + signal + " keeps its handler");
        }
    }

    /** Returns the former handler. */
    private static Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        Object named = signal.getConstructor(String.class).newInstance(name);
        return signal.getMethod("handle", signal, type).invoke(null, named, handler);
    }
}
