package org.storkee.drivers.declared;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which heartbeat Leases are still renewed. A renewal counts from when it arrived here, so that clocks that differ make
 * nobody silent; only a Lease first seen long after its end is silent at once. While nothing can be heard, nobody falls
 * silent and nobody comes back. Thread-safe.
 */
@ApplicationScoped
class Heartbeats {
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(40);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    /** Since when each namespace's Leases are heard without a break; none where they are not heard now. */
    private final Map<String, Instant> heardSince = new ConcurrentHashMap<>();

    private final Set<String> silent = ConcurrentHashMap.newKeySet();

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

    /** Whether renewals in this namespace would arrive now; what fell into a break is waited for once more. */
    void heard(String namespace, boolean now) {
        if (now) {
            heardSince.putIfAbsent(namespace, clock.instant());
        } else {
            heardSince.remove(namespace);
        }
    }

    /** True when the Lease does not exist or was not renewed within its duration, as far as that could be heard. */
    boolean silent(String namespace, String name) {
        String key = namespace + "/" + name;
        Instant heard = heardSince.get(namespace);
        if (heard == null) {
            return silent.contains(key);
        }
        Beat beat = beats.get(key);
        boolean over = beat == null || beat.over(heard, clock.instant());
        if (over) {
            silent.add(key);
        } else {
            silent.remove(key);
        }
        return over;
    }

    private record Beat(@Nullable ZonedDateTime renewTime, Duration duration, Instant arrived) {
        boolean over(Instant heard, Instant now) {
            boolean longOver = arrived.equals(Instant.EPOCH);
            Instant from = longOver || arrived.isAfter(heard) ? arrived : heard;
            return now.isAfter(from.plus(duration));
        }
    }
}
