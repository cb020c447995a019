package org.storkee.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * {@code /health/ready}: up once every feature has been ready, and up from then on. What troubles a feature later is
 * told in the data: {@code <feature>=ready|waiting} and {@code <feature>.<fact>}.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    @Inject
    Readinesses features;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("stork").status(features.allReachedOnce());
        for (org.storkee.cluster.Readiness feature : features.all()) {
            answer.withData(feature.name(), feature.ready() ? "ready" : "waiting");
            for (Map.Entry<String, Object> fact : feature.data().entrySet()) {
                add(answer, feature.name() + "." + fact.getKey(), fact.getValue());
            }
        }
        return answer.build();
    }

    private static void add(HealthCheckResponseBuilder answer, String key, Object value) {
        switch (value) {
            case Boolean truth -> answer.withData(key, truth);
            case Integer number -> answer.withData(key, number);
            case Long number -> answer.withData(key, number);
            default -> answer.withData(key, value.toString());
        }
    }
}
