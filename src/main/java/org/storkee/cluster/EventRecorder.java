package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Records events as component {@code stork}, asynchronously: a caller never waits and never fails. An event
 * that repeats within ten minutes is counted on the first one, at most once a minute. Bursts wait in line, and what the API
 * server has no time for is tried again for half a minute; beyond both, events are dropped and counted in {@code
 * stork_events_dropped_total}, and what was not written is not taken for told. Thread-safe.
 */
@ApplicationScoped
public class EventRecorder {
    private static final Logger LOG = Logger.getLogger(EventRecorder.class.getName());
    private static final Duration SAME = Duration.ofMinutes(10);
    private static final Duration REPEAT = Duration.ofMinutes(1);
    private static final int REMEMBERED = 4096;
    private static final int IN_FLIGHT = 64;
    private static final int WAITING = 4096;
    /** Before each further attempt; with the client's own, quick ones between them. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(25));

    private static final int LONGEST_MESSAGE = 1024;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final Map<String, Recorded> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recorded> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int writers;
    private final AtomicLong sequence = new AtomicLong();

    @Inject
    KubernetesClient client;

    @Inject
    ManagedResources resources;

    @Inject
    Clock clock;

    @Inject
    MetricRegistry metrics;

    /** From the start, so that the first drop is an increase. */
    void begin(@Observes Startup event) {
        metrics.counter("stork_events_dropped");
    }

    /**
     * Records a Warning.
     *
     * @param about kind, namespace and name at least; an unknown object is fine
     * @param reason CamelCase, as in upstream
     * @param message what happened, for people; cut at 1024 characters
     */
    public void warn(ObjectReference about, String reason, String message) {
        record(about, "Warning", reason, message);
    }

    /** Records a Normal event: news, and none to worry about. Otherwise as {@link #warn}. */
    public void note(ObjectReference about, String reason, String message) {
        record(about, "Normal", reason, message);
    }

    private void record(ObjectReference about, String type, String reason, String message) {
        String text = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
        Waiting next = next(about, type, reason, text);
        if (next == null) {
            return;
        }
        if (!queued(next)) {
            metrics.counter("stork_events_dropped").inc();
        }
    }

    /** Puts an event in line, with one more writer if there may be one; false when the line is too long. */
    private synchronized boolean queued(Waiting next) {
        if (waiting.size() >= WAITING) {
            recent.remove(next.key, next.told);
            return false;
        }
        waiting.add(next);
        if (writers < IN_FLIGHT) {
            writers++;
            try {
                resources.executor().execute(this::writeAll);
            } catch (RejectedExecutionException e) {
                writers--;
                LOG.log(Level.FINE, e, () -> "no thread to write events; the next event asks for one again");
            }
        }
        return true;
    }

    private synchronized @Nullable Waiting take() {
        Waiting next = waiting.poll();
        if (next == null) {
            writers--;
        }
        return next;
    }

    private void writeAll() {
        for (Waiting next = take(); next != null; next = take()) {
            try {
                write(next);
            } catch (RuntimeException e) { // a writer that ends here would be missed for ever
                LOG.log(Level.WARNING, e, () -> "an event could not be written");
            }
        }
    }

    private void write(Waiting next) {
        for (int attempt = 0; ; attempt++) {
            try {
                write(next.event);
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() == CONFLICT) {
                    return; // a former attempt came through, only its answer did not
                }
                LOG.log(Level.FINE, e, () -> "event " + next.key + " was not recorded");
                boolean busy = e.getCode() == 0 || e.getCode() == TOO_MANY_REQUESTS || e.getCode() >= SERVER_ERROR;
                if (!busy || attempt == PAUSES.size() || !paused(PAUSES.get(attempt))) {
                    forget(next, busy || e.getCode() == NOT_FOUND);
                    return;
                }
            }
        }
    }

    /** What was refused for good is not asked again at once; anything else that was not written is not told yet. */
    private void forget(Waiting next, boolean again) {
        metrics.counter("stork_events_dropped").inc();
        if (again) {
            synchronized (this) {
                recent.remove(next.key, next.told);
            }
        }
    }

    /** False when the server stops. */
    boolean paused(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write(Event event) {
        var events = client.v1().events().inNamespace(event.getMetadata().getNamespace());
        if (event.getCount() == 1) {
            events.resource(event).create();
        } else {
            String again =
                    "{\"count\":" + event.getCount() + ",\"lastTimestamp\":\"" + event.getLastTimestamp() + "\"}";
            events.resource(event)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), again); // by name it would be read first
        }
    }

    /** The event to write now, or null when an equal one was written a moment ago. */
    private synchronized @Nullable Waiting next(ObjectReference about, String type, String reason, String message) {
        String namespace =
                about.getNamespace() == null || about.getNamespace().isEmpty() ? "default" : about.getNamespace();
        String key =
                about.getKind() + "/" + namespace + "/" + about.getName() + "/" + about.getUid() + reason + message;
        Instant now = clock.instant();
        Recorded former = recent.get(key);
        Recorded current;
        if (former == null || !now.isBefore(former.last.plus(SAME))) {
            current = new Recorded(uniqueName(about, now), now, now, 1);
        } else if (now.isBefore(former.last.plus(REPEAT))) {
            return null;
        } else {
            current = new Recorded(former.name, former.first, now, former.count + 1);
        }
        recent.put(key, current);
        return new Waiting(key, current, event(about, namespace, type, reason, message, current));
    }

    private static Event event(
            ObjectReference about, String namespace, String type, String reason, String message, Recorded current) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(current.name)
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withNewSource()
                .withComponent("stork")
                .endSource()
                .withReportingComponent("stork")
                .withFirstTimestamp(stamp(current.first))
                .withLastTimestamp(stamp(current.last))
                .withCount(current.count)
                .build();
    }

    private String uniqueName(ObjectReference about, Instant now) {
        return about.getName() + "." + Long.toHexString(now.toEpochMilli())
                + Long.toHexString(sequence.incrementAndGet());
    }

    private static String stamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** One event in line, and what is remembered of it. */
    private record Waiting(String key, Recorded told, Event event) {}

    private record Recorded(String name, Instant first, Instant last, int count) {}
}
