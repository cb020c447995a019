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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Records events as component {@code stork}, asynchronously: a caller never waits and never fails. An event
 * that repeats within ten minutes is counted on the first one, at most once a minute. Under a flood events are dropped
 * and counted in {@code stork_events_dropped_total}. Thread-safe.
 */
@ApplicationScoped
public class EventRecorder {
    private static final Logger LOG = Logger.getLogger(EventRecorder.class.getName());
    private static final Duration SAME = Duration.ofMinutes(10);
    private static final Duration REPEAT = Duration.ofMinutes(1);
    private static final int REMEMBERED = 4096;
    private static final int IN_FLIGHT = 64;
    private static final int LONGEST_MESSAGE = 1024;

    private final Map<String, Recorded> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recorded> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
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
        Event event = next(about, type, reason, text);
        if (event == null) {
            return;
        }
        if (!inFlight.tryAcquire()) {
            metrics.counter("stork_events_dropped").inc();
            return;
        }
        resources.executor().execute(() -> {
            try {
                write(event);
            } catch (KubernetesClientException e) {
                LOG.log(Level.FINE, e, () -> "event " + reason + " on " + about.getName() + " was not recorded");
            } finally {
                inFlight.release();
            }
        });
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
    private synchronized @Nullable Event next(ObjectReference about, String type, String reason, String message) {
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
                .withLastTimestamp(stamp(now))
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

    private record Recorded(String name, Instant first, Instant last, int count) {}
}
