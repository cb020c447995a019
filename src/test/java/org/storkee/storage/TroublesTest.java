package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private static final DriverId ONE = new DriverId("mock", "one");
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Logger LOG = Logger.getLogger(TopologyService.class.getName());

    private final List<String> lines = new ArrayList<>();
    private final Troubles troubles = new Troubles();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    @Test
    void aStretchOfFailuresIsOneLineAndItsEndAnother() {
        for (int second = 0; second < 3600; second += 5) {
            troubles.failed(ONE, "no answer", START.plusSeconds(second));
        }
        troubles.over(ONE, START.plusSeconds(3600));
        troubles.over(ONE, START.plusSeconds(3605));
        assertThat(lines)
                .containsExactly(
                        "storage driver mock:one: no answer; its last view is kept and ages",
                        "storage driver mock:one: observes again after 3600 s");
    }

    @Test
    void aDriverThatFlapsEverySecondIsOnePairOfLinesAMinute() {
        for (int second = 0; second < 600; second += 2) {
            troubles.failed(ONE, "no answer", START.plusSeconds(second));
            troubles.over(ONE, START.plusSeconds(second + 1));
        }
        assertThat(lines).hasSize(20);
    }

    @Test
    void failuresThatLastAreLoggedAlsoSoonAfterOthers() {
        troubles.failed(ONE, "first", START);
        troubles.over(ONE, START.plusSeconds(1));
        troubles.failed(ONE, "second", START.plusSeconds(2));
        assertThat(lines).hasSize(2);
        troubles.failed(ONE, "second", START.plusSeconds(12));
        assertThat(lines).hasSize(3);
        troubles.over(ONE, START.plusSeconds(13));
        assertThat(lines).last().isEqualTo("storage driver mock:one: observes again after 11 s");
    }

    @Test
    void aStretchKnowsItsBeginAndItsLastReason() {
        troubles.failed(ONE, "first", START);
        troubles.failed(ONE, "second", START.plusSeconds(5));
        assertThat(troubles.of(ONE)).isEqualTo(new Troubles.Trouble(START, "second", true));
        troubles.forget(ONE);
        assertThat(troubles.of(ONE)).isNull();
        assertThat(troubles.drivers()).isEmpty();
    }
}
