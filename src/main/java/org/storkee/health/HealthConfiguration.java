package org.storkee.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The keys {@code stork.health.*} as {@link HealthSettings}. What they may be is checked at start. */
@ApplicationScoped
class HealthConfiguration {
    @Inject
    @ConfigProperty(name = "stork.health.mode")
    String mode;

    @Inject
    @ConfigProperty(name = "stork.health.check-interval")
    Duration checkInterval;

    @Inject
    @ConfigProperty(name = "stork.health.max-view-age")
    Duration maxViewAge;

    @Inject
    @ConfigProperty(name = "stork.health.confirm-after")
    Duration confirmAfter;

    @Inject
    @ConfigProperty(name = "stork.health.max-confirm-after")
    Duration maxConfirmAfter;

    @Inject
    @ConfigProperty(name = "stork.health.flap-window")
    Duration flapWindow;

    @Inject
    @ConfigProperty(name = "stork.health.cool-down")
    Duration coolDown;

    @Inject
    @ConfigProperty(name = "stork.health.kubelet-lost-after")
    Duration kubeletLostAfter;

    @Inject
    @ConfigProperty(name = "stork.health.escalate-after")
    Duration escalateAfter;

    @Inject
    @ConfigProperty(name = "stork.health.max-unhealthy")
    int maxUnhealthy;

    @Inject
    @ConfigProperty(name = "stork.health.act-unfenced")
    boolean actUnfenced;

    @Inject
    @ConfigProperty(name = "stork.health.relocate-on")
    List<String> relocateOn;

    @Inject
    @ConfigProperty(name = "stork.health.bare-pods")
    boolean barePods;

    @Inject
    @ConfigProperty(name = "stork.health.out-of-service-taint")
    boolean outOfServiceTaint;

    @Inject
    @ConfigProperty(name = "stork.health.pods-per-second")
    int podsPerSecond;

    @Inject
    @ConfigProperty(name = "stork.health.burst")
    int burst;

    /** Read once; of scope Singleton because a record has no proxy. */
    @Produces
    @Singleton
    HealthSettings settings() {
        return new HealthSettings(
                Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
                checkInterval,
                maxViewAge,
                confirmAfter,
                maxConfirmAfter,
                flapWindow,
                coolDown,
                kubeletLostAfter,
                escalateAfter,
                maxUnhealthy,
                actUnfenced,
                more(relocateOn),
                barePods,
                outOfServiceTaint,
                podsPerSecond,
                burst);
    }

    /** The one log; of scope Singleton because it needs no proxy. */
    @Produces
    @Singleton
    static DecisionLog log() {
        return new DecisionLog();
    }

    /** Offline makes pods move in any case; the word is there so that the list need not be empty. */
    static Set<RelocateOn> more(List<String> words) {
        Set<RelocateOn> more = EnumSet.noneOf(RelocateOn.class);
        for (String word : words) {
            switch (word) {
                case "degraded" -> more.add(RelocateOn.DEGRADED);
                case "volume-abnormal" -> more.add(RelocateOn.VOLUME_ABNORMAL);
                default -> {
                    // offline
                }
            }
        }
        return more;
    }
}
