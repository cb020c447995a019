package org.storkee.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which drivers' last observations failed, since when and why; and the log lines about it: one when it begins and one
 * when it ends, but for a driver that flaps one pair a minute at most. Thread-safe.
 */
final class Troubles {
    private static final Logger LOG = Logger.getLogger(TopologyService.class.getName());
    /** Between two stretches that are logged at once. */
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** A stretch that lasts this long is logged in any case. */
    private static final Duration LASTING = Duration.ofSeconds(10);

    private final Map<DriverId, Trouble> now = new ConcurrentHashMap<>();
    private final Map<DriverId, Instant> logged = new ConcurrentHashMap<>();

    /**
     * A stretch of failed observations.
     *
     * @param since when its first one failed
     * @param reason why its last one failed
     * @param told whether its begin was logged
     */
    record Trouble(Instant since, String reason, boolean told) {}

    void failed(DriverId driver, String reason, Instant at) {
        now.compute(driver, (d, former) -> {
            Instant since = former == null ? at : former.since;
            boolean told = former != null && former.told;
            Instant last = logged.get(driver);
            boolean tell =
                    !told && (last == null || !at.isBefore(last.plus(QUIET)) || !at.isBefore(since.plus(LASTING)));
            if (tell) {
                logged.put(driver, at);
                LOG.warning(() -> "storage driver " + driver + ": " + reason + "; its last view is kept and ages");
            }
            return new Trouble(since, reason, told || tell);
        });
    }

    void over(DriverId driver, Instant at) {
        Trouble former = now.remove(driver);
        if (former != null && former.told) {
            LOG.info(() -> "storage driver " + driver + ": observes again after "
                    + Duration.between(former.since, at).toSeconds() + " s");
        }
    }

    void forget(DriverId driver) {
        now.remove(driver);
        logged.remove(driver);
    }

    @Nullable
    Trouble of(DriverId driver) {
        return now.get(driver);
    }

    Set<DriverId> drivers() {
        return now.keySet();
    }
}
