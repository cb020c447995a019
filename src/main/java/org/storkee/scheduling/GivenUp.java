package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Frees what was offered to pods that the scheduler gave up, which no event tells for sure: a pod that failed for another
 * reason says so in a condition, but that condition also stays while the next attempt is on its way. And who cannot hear
 * of a chosen node must not take it for none. Used by one thread.
 */
final class GivenUp {
    /** Enough for a node that was chosen to be heard of. */
    private static final Duration HEARD = Duration.ofSeconds(30);
    /** A pod that fails twice for the same reason says nothing new. */
    private static final Duration NOTHING_NEW = Duration.ofMinutes(2);

    private final CapacityLedger ledger;
    private final Clock clock;
    private @Nullable Instant currentSince;

    GivenUp(CapacityLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Looks at all offers once.
     *
     * @param current whether what is known of pods and claims is current now; times count from when it became so
     * @param pods every pod there is
     * @return true when something was freed
     */
    boolean sweep(boolean current, Supplier<? extends Collection<Pod>> pods) {
        Instant now = clock.instant();
        Instant since = currentSince == null ? now : currentSince;
        currentSince = current ? since : null;
        Instant heard = now.minus(HEARD);
        Map<Applicant, Instant> offers = ledger.offers();
        offers.values().removeIf(at -> !at.isBefore(heard));
        if (!current || !since.isBefore(heard) || offers.isEmpty()) {
            return false;
        }
        Map<String, Applicant> known =
                pods.get().stream().map(Applicant::of).collect(Collectors.toMap(Applicant::uid, a -> a, (a, b) -> a));
        offers.entrySet().removeIf(offer -> {
            Instant from = since.isAfter(offer.getValue()) ? since : offer.getValue();
            return waits(offer.getKey(), known.get(offer.getKey().uid()), Duration.between(from, now));
        });
        offers.keySet().forEach(pod -> ledger.withdrawn(pod.uid()));
        return !offers.isEmpty();
    }

    private static boolean waits(Applicant then, @Nullable Applicant now, Duration since) {
        return now != null
                && (now.told().isEmpty() || (now.told().equals(then.told()) && since.compareTo(NOTHING_NEW) <= 0));
    }
}
