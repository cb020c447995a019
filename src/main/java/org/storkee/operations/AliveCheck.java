package org.storkee.operations;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * {@code /health/live}: down when the timers have missed 24 beats, two minutes. Neither the API server nor a storage
 * system counts: a restart would not bring them back.
 */
@Liveness
@ApplicationScoped
public class AliveCheck implements HealthCheck {
    private static final Duration SILENCE = HeartbeatTimer.PERIOD.multipliedBy(24);

    @EJB
    HeartbeatTimer heartbeat;

    @Override
    public HealthCheckResponse call() {
        Duration age = heartbeat.age();
        return HealthCheckResponse.named("timers")
                .status(age.compareTo(SILENCE) < 0)
                .withData("lastBeatMillisAgo", age.toMillis())
                .build();
    }
}
