package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/health.md} says what the code does. */
class HealthDocumentationTest {
    private static final String PAGE = page();

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonIsOnThePageWithItsText(Reason reason) {
        assertThat(PAGE).contains("| `" + reason.label() + "` | " + reason.text() + " |");
    }

    @ParameterizedTest
    @CsvSource({
        "check-interval,1s",
        "max-view-age,20s",
        "confirm-after,3s",
        "max-confirm-after,5m",
        "flap-window,30m",
        "cool-down,1m",
        "kubelet-lost-after,25s",
        "escalate-after,10s",
        "max-unhealthy,34",
        "pods-per-second,5",
        "burst,10"
    })
    void everyNumberIsOnThePageWithItsDefault(String key, String value) {
        assertThat(PAGE).contains("| `" + key + "` | `" + value + "` |");
        assertThat(HealthSettings.DEFAULTS.toString().toLowerCase(java.util.Locale.ROOT))
                .as("the same in HealthSettings")
                .contains(inRecord(key, value));
    }

    @Test
    void whatIsRiskyIsOffByDefault() {
        HealthSettings defaults = HealthSettings.DEFAULTS;
        assertThat(defaults.actUnfenced() || defaults.barePods() || defaults.outOfServiceTaint())
                .isFalse();
        assertThat(defaults.relocateOn()).isEmpty();
        assertThat(PAGE)
                .contains("| `act-unfenced` | `false` |", "| `bare-pods` | `false` |")
                .contains(
                        "| `out-of-service-taint` | `false` |", "| `relocate-on` | `offline` |", "| `mode` | `act` |");
    }

    private static String inRecord(String key, String value) {
        String field = key.replace("-", "") + (key.equals("max-unhealthy") ? "percent=" : "=");
        return field + (Character.isLetter(value.charAt(value.length() - 1)) ? "pt" + value : value);
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/health.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
