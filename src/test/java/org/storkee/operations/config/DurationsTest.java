package org.storkee.operations.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "60s, PT1M",
        "10m, PT10M",
        "1h, PT1H",
        "2d, PT48H",
        "0s, PT0S",
        "' 5s ', PT5S",
        "PT1M30S, PT1M30S",
        "pt1m, PT1M"
    })
    void readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "60", "s", "1.5s", "-1s", "60 s", "60S", "1m30s", "PT-1S", "Px", "9999999999999999s", "1w"})
    void readsNothingElse(String text) {
        assertThat(Durations.parse(text)).isNull();
    }

    @Test
    void theConverterSaysHowADurationIsWritten() {
        assertThat(new DurationConverter().convert("60s")).isEqualTo(Duration.ofMinutes(1));
        assertThatThrownBy(() -> new DurationConverter().convert("60"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"60\"", "500ms");
    }
}
