package org.storkee.drivers.declared;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which heartbeat Leases are still renewed. A renewal counts from when it arrived here, so that clocks that differ make
 * nobody silent; only a Lease first seen long after its end is silent at once. Thread-safe.
 */
@ApplicationScoped
class Heartbeats {
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(40);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final Map<String, Beat> beats = new ConcurrentHashMap<>();

    @Inject
    Clock clock;

    /** A Lease arrived or changed. */
    void renewed(Lease lease) {
        String key =
                lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName();
        ZonedDateTime renewTime =
                lease.getSpec() == null ? null : lease.getSpec().getRenewTime();
        Integer seconds = lease.getSpec() == null ? null : lease.getSpec().getLeaseDurationSeconds();
        Duration duration = seconds == null ? DEFAULT_DURATION : Duration.ofSeconds(seconds);
        beats.compute(key, (k, former) -> {
            if (former != null && java.util.Objects.equals(former.renewTime, renewTime)) {
                return new Beat(renewTime, duration, former.arrived);
            }
            Instant now = clock.instant();
            boolean longOver = former == null
                    && renewTime != null
                    && renewTime.toInstant().plus(duration).plus(CLOCK_SKEW).isBefore(now);
            return new Beat(renewTime, duration, longOver ? Instant.EPOCH : now);
        });
    }

    /** A Lease is gone. */
    void deleted(Lease lease) {
        beats.remove(
                lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName());
    }

    /** True when the Lease does not exist or was not renewed within its duration. */
    boolean silent(String namespace, String name) {
        Beat beat = beats.get(namespace + "/" + name);
        return beat == null || clock.instant().isAfter(beat.arrived.plus(beat.duration));
    }

    private record Beat(@Nullable ZonedDateTime renewTime, Duration duration, Instant arrived) {}
}
