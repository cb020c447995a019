package org.storkee.operations.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How durations are written in the configuration: {@code 500ms}, {@code 60s}, {@code 10m}, {@code 1h}, or ISO 8601. */
public final class Durations {
    private Durations() {}

    /**
     * Reads a duration: a whole number and one of {@code ms}, {@code s}, {@code m}, {@code h}, {@code d}, or ISO 8601
     * such as {@code PT1M30S}. Spaces around it do not matter.
     *
     * @return null when {@code text} is not a duration, or is a negative one
     */
    public static @Nullable Duration parse(String text) {
        String value = text.strip();
        if (value.startsWith("P") || value.startsWith("p")) {
            return parseIso(value);
        }
        int digits = 0;
        while (digits < value.length() && value.charAt(digits) >= '0' && value.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 15) {
            return null;
        }
        long amount = Long.parseLong(value.substring(0, digits));
        return switch (value.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> null;
        };
    }

    private static @Nullable Duration parseIso(String value) {
        try {
            Duration duration = Duration.parse(value);
            return duration.isNegative() ? null : duration;
        } catch (DateTimeParseException notIso) {
            return null;
        }
    }
}
