package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BlindnessTest {
    private final Blindness blindness = new Blindness();
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void whatCannotBeReadForHalfAMinuteIsToldByItsName() {
        assertThat(blindness.observe("Namespaces cannot be read", start)).isNull();
        assertThat(blindness.observe("Namespaces cannot be read", start.plusSeconds(29)))
                .isNull();
        Decision told = blindness.observe("Namespaces cannot be read", start.plusSeconds(30));
        assertThat(told.action()).isEqualTo(Action.TELL);
        assertThat(told.message())
                .isEqualTo(Reason.NO_EVIDENCE.text() + ": Namespaces cannot be read, so nothing is decided");
    }

    @Test
    void onceItCanBeReadThePatienceBeginsAnew() {
        blindness.observe("Namespaces cannot be read", start);
        assertThat(blindness.observe(null, start.plusSeconds(29))).isNull();
        assertThat(blindness.observe("Namespaces cannot be read", start.plusSeconds(31)))
                .isNull();
    }
}
