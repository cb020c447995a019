package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What can still be read at 3 a.m. */
class DecisionLogTest {
    private static final Instant START = Instant.parse("2026-01-01T03:00:00Z");
    private final DecisionLog log = new DecisionLog();

    @Test
    void whatRepeatsItselfTakesOneEntryWithACountAndTheNewestEvidence() {
        for (int second = 0; second < 3600; second++) {
            log.add(decision(Action.NOTHING, "node-1", second));
        }
        assertThat(log.entries()).hasSize(1);
        DecisionLog.Entry entry = log.entries().getFirst();
        assertThat(entry.count()).isEqualTo(3600);
        assertThat(entry.first()).isEqualTo(START);
        assertThat(entry.last()).isEqualTo(START.plusSeconds(3599));
        assertThat(entry.decision().evidence()).containsExactly(new Fact("second", "3599"));
    }

    @Test
    void theSameAfterMoreThanAMinuteIsNews() {
        log.add(decision(Action.TELL, "node-1", 0));
        assertThat(log.add(decision(Action.TELL, "node-1", 60)).count()).isEqualTo(2);
        assertThat(log.add(decision(Action.TELL, "node-1", 121)).count()).isEqualTo(1);
        assertThat(log.entries()).extracting(DecisionLog.Entry::number).containsExactly(2L, 1L);
    }

    @Test
    void aThousandAreKeptTheOldestGoFirst() {
        for (int i = 0; i < 1500; i++) {
            log.add(decision(Action.TELL, "node-" + i, i));
        }
        assertThat(log.entries()).hasSize(DecisionLog.SIZE);
        assertThat(log.entries().getLast().decision().node()).isEqualTo("node-500");
    }

    @Test
    void whatWasDoneIsNotPushedOutByNothingsThatWereNotDone() {
        log.add(decision(Action.FORCE_DELETE, "node-x", 0));
        for (int i = 0; i < 5000; i++) {
            log.add(decision(Action.NOTHING, "node-" + i, i));
        }
        assertThat(log.entries()).hasSize(DecisionLog.SIZE);
        assertThat(log.entries().getLast().decision().action()).isEqualTo(Action.FORCE_DELETE);
    }

    @Test
    void whatGoesOnIsNotPushedOutByWhatWasOnce() {
        for (int i = 0; i < 5000; i++) {
            log.add(decision(Action.NOTHING, "steady", i));
            log.add(decision(Action.NOTHING, "node-" + i, i));
        }
        assertThat(log.entries())
                .filteredOn(e -> "steady".equals(e.decision().node()))
                .singleElement()
                .extracting(DecisionLog.Entry::count)
                .isEqualTo(5000L);
    }

    @Test
    void whatIsSaidOfMoreThanFitIsNotNewsAgainEachSecond() {
        for (int second = 0; second < 5; second++) {
            for (int i = 0; i < 3000; i++) {
                assertThat(log.add(decision(Action.TELL, "node-" + i, second)).count())
                        .isEqualTo(second + 1);
            }
        }
        assertThat(log.entries()).hasSize(DecisionLog.SIZE);
    }

    @Test
    void theOutcomeIsKeptWithItsEntryAndOneOfAnEntryThatIsGoneIsNot() {
        long number = log.add(decision(Action.FORCE_DELETE, "node-1", 0)).number();
        log.outcome(number, "deleted");
        log.outcome(4711, "deleted");
        assertThat(log.entries()).extracting(DecisionLog.Entry::outcome).containsExactly("deleted");
    }

    @Test
    void manyMayWriteAndReadAtOnce() throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int t = 0; t < 4; t++) {
                String node = "node-" + t;
                threads.submit(() -> {
                    for (int i = 0; i < 2000; i++) {
                        log.outcome(log.add(decision(Action.TELL, node, 0)).number(), "told");
                        log.entries();
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(log.entries()).extracting(DecisionLog.Entry::count).containsOnly(2000L);
    }

    private static Decision decision(Action action, String node, int second) {
        return new Decision(
                START.plusSeconds(second),
                action,
                action.writes(),
                Reason.UNREACHABLE,
                HealthWorld.DRIVER,
                node,
                null,
                null,
                List.of(),
                List.of(),
                "",
                List.of(new Fact("second", String.valueOf(second))));
    }
}
