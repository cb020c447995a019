package org.storkee.operations.config;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Lets any bean inject a {@code @ConfigProperty Duration} written as {@link Durations} allows. Registered for the whole
 * application in {@code META-INF/services}.
 */
public class DurationConverter implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    /** @throws IllegalArgumentException when {@code value} is not a duration; the message says how one is written */
    @Override
    public Duration convert(String value) {
        Duration duration = Durations.parse(value);
        if (duration == null) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is not a duration; write 500ms, 60s, 10m, 1h, or ISO 8601 as PT1M");
        }
        return duration;
    }
}
