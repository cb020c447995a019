package org.storkee.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.EventRecorder;
import org.storkee.cluster.Leadership;

/**
 * Says once when a driver goes blind and once when it sees again, by an event about the leader's Lease: the one object
 * of Stork EE that every installation has. Only the leader says it; a new leader says again who is blind.
 */
@ApplicationScoped
class DriverSight {
    /** A driver that never saw anything is given this long after its first failure, as at a start of everything. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<DriverId, Instant> told = new TreeMap<>();

    @Inject
    TopologyService topologies;

    @Inject
    Leadership leadership;

    @Inject
    EventRecorder events;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "stork.extender.when-unknown")
    String whenUnknown;

    /** Looks at every driver; called every few seconds, never twice at the same time. */
    void look() {
        if (!leadership.isLeader()) {
            told.clear();
            return;
        }
        told.keySet().retainAll(topologies.known()); // a withdrawn one does not see again
        for (DriverId driver : topologies.known()) {
            Instant since = topologies.blindSince(driver);
            Instant before = told.get(driver);
            if (since == null && before != null) {
                told.remove(driver);
                events.note(leadership.lease(), "StorageDriverSeesAgain", seesAgain(driver, before));
            } else if (since != null && before == null && !clock.instant().isBefore(since.plus(PATIENCE))) {
                told.put(driver, since);
                events.warn(leadership.lease(), "StorageDriverBlind", blind(driver, since));
            }
        }
    }

    private String blind(DriverId driver, Instant since) {
        String reason = topologies.failure(driver);
        String meanwhile = whenUnknown.equals("wait")
                ? "pods with its volumes wait"
                : "pods with its volumes are placed without regard to where their data is";
        return "storage driver " + driver + ": nothing is known of its nodes since "
                + since.truncatedTo(ChronoUnit.SECONDS) + because(reason) + "; " + meanwhile
                + " until it observes again";
    }

    private static String because(@Nullable String reason) {
        return reason == null ? "" : " (" + reason + ")";
    }

    private String seesAgain(DriverId driver, Instant since) {
        return "storage driver " + driver + ": observes again after "
                + Duration.between(since, clock.instant()).toSeconds()
                + " s; pods with its volumes are placed by where their data is";
    }
}
