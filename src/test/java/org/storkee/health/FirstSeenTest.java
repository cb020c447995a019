package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstSeenTest {
    private final FirstSeen<String> seen = new FirstSeen<>();
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void whatIsSeenWithoutABreakIsSeenSinceTheFirstLook() {
        seen.observe(List.of("pod"), start);
        assertThat(seen.observe(List.of("pod"), start.plusSeconds(9))).containsEntry("pod", start);
        seen.observe(List.of(), start.plusSeconds(10));
        assertThat(seen.observe(List.of("pod"), start.plusSeconds(11))).containsEntry("pod", start.plusSeconds(11));
    }

    @Test
    void onAClockThatIsSetBackNothingWasSeenInTheFuture() {
        seen.observe(List.of("pod"), start);
        Instant back = start.minusSeconds(300);
        assertThat(seen.observe(List.of("pod"), back)).containsEntry("pod", back);
        assertThat(seen.observe(List.of("pod"), start)).containsEntry("pod", back);
    }
}
