package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.storkee.testing.TestClock;

class WorkQueueTest {
    private final TestClock clock = new TestClock();
    private final WorkQueue<String> queue = new WorkQueue<>(clock);

    @Test
    void aKeyAddedTwiceIsWorkedOnOnce() {
        queue.add("a");
        queue.add("a");
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.poll()).isNull();
    }

    @Test
    void keysComeInTheOrderTheyAreDue() {
        queue.add("later", Duration.ofSeconds(2));
        queue.add("soon", Duration.ofSeconds(1));
        assertThat(queue.poll()).isNull();
        clock.pass(Duration.ofSeconds(2));
        assertThat(queue.poll()).isEqualTo("soon");
        assertThat(queue.poll()).isEqualTo("later");
    }

    @Test
    void anEarlierRequestStandsAndALaterOneIsBroughtForward() {
        queue.add("a");
        queue.add("a", Duration.ofMinutes(1));
        assertThat(queue.poll()).isEqualTo("a");
        queue.done("a");

        queue.add("a", Duration.ofMinutes(1));
        queue.add("a", Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(1));
        assertThat(queue.poll()).isEqualTo("a");
        queue.done("a");
        assertThat(queue.size()).isZero();
    }

    @Test
    void aKeyIsNeverWorkedOnTwiceAtATime() {
        queue.add("a");
        assertThat(queue.poll()).isEqualTo("a");
        queue.add("a");
        assertThat(queue.poll()).as("while it is being worked on").isNull();
        queue.done("a");
        assertThat(queue.poll()).as("after that").isEqualTo("a");
    }

    @Test
    void workThatAsksForItsOwnKeyLaterIsNotDoneAgainAtOnce() {
        queue.add("a");
        queue.poll();
        queue.add("a", Duration.ofSeconds(10));
        queue.done("a");
        assertThat(queue.poll()).isNull();
        clock.pass(Duration.ofSeconds(10));
        assertThat(queue.poll()).isEqualTo("a");
    }

    @Test
    void ofTwoRequestsDuringWorkTheEarlierStands() {
        queue.add("a");
        queue.poll();
        queue.add("a", Duration.ofSeconds(10));
        queue.add("a", Duration.ofSeconds(1));
        queue.add("a", Duration.ofSeconds(5));
        queue.done("a");
        clock.pass(Duration.ofSeconds(1));
        assertThat(queue.poll()).isEqualTo("a");
    }

    @Test
    void newsThatArrivesDuringFailingWorkDoesNotWaitForTheBackOff() {
        queue.add("a");
        for (int i = 0; i < 8; i++) {
            clock.pass(Duration.ofSeconds(30));
            assertThat(queue.poll()).isEqualTo("a");
            queue.failed("a");
        }
        clock.pass(Duration.ofSeconds(30));
        queue.poll();
        queue.add("a");
        queue.failed("a");
        assertThat(queue.poll()).isEqualTo("a");
    }

    @Test
    void failuresComeBackLaterAndLaterUpToHalfAMinute() {
        queue.add("a");
        queue.poll();
        Duration former = Duration.ZERO;
        for (int i = 0; i < 8; i++) {
            queue.failed("a");
            Duration waited = passUntilDue();
            assertThat(waited).isGreaterThanOrEqualTo(former).isLessThanOrEqualTo(Duration.ofSeconds(31));
            former = Duration.ofMillis(50L << i); // at least half of the doubled delay, at most all of it
        }
        for (int i = 0; i < 100; i++) {
            queue.failed("a");
            assertThat(passUntilDue()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(31));
        }
    }

    @Test
    void successForgetsFormerFailures() {
        queue.add("a");
        queue.poll();
        for (int i = 0; i < 8; i++) {
            queue.failed("a");
            passUntilDue();
        }
        queue.done("a");
        queue.add("a");
        queue.poll();
        queue.failed("a");
        assertThat(passUntilDue()).isLessThanOrEqualTo(Duration.ofMillis(110));
    }

    @Test
    void sizeCountsWhatWaitsAndWhatIsWorkedOn() {
        queue.add("a");
        queue.add("b");
        queue.poll();
        assertThat(queue.size()).isEqualTo(2);
    }

    /** Lets time pass until a key is due, and takes it. */
    private Duration passUntilDue() {
        Duration step = Duration.ofMillis(10);
        Duration waited = Duration.ZERO;
        while (queue.poll() == null) {
            clock.pass(step);
            waited = waited.plus(step);
            assertThat(waited).isLessThan(Duration.ofMinutes(1));
        }
        return waited;
    }
}
