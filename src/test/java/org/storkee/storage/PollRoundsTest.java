package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Time passes and threads run when the test says so; only what an interrupt does needs a real thread. */
class PollRoundsTest {
    private static final DriverId ONE = new DriverId("mock", "one");
    private static final DriverId TWO = new DriverId("mock", "two");

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<Duration> ages = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1_000_000_000; // the clock may pass the largest number
    private final PollRounds rounds = new PollRounds(
            new Told(),
            threads::add,
            () -> nanos,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            (driver, took) -> times.add(took));

    @Test
    void theFirstRoundBeginsAtOnceAndTheNextAfterTheInterval() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        beat(one);
        run();
        assertThat(told).containsExactly("publish mock:one [a]");
        pass(4_999);
        beat(one);
        assertThat(threads).isEmpty();
        pass(1);
        beat(one);
        assertThat(threads).hasSize(1);
    }

    @Test
    void anEqualObservationOnlyConfirms() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        round(one);
        pass(5_000);
        round(one);
        assertThat(told).containsExactly("publish mock:one [a]", "confirm mock:one");
    }

    @Test
    void aFailureIsToldInOneLineAndTheNextRoundComesAsUsual() {
        Mock one = new Mock(ONE, () -> {
            throw new IllegalStateException("GET /v1/nodes: 503\nand a page of HTML");
        });
        round(one);
        assertThat(told).containsExactly("failed mock:one: GET /v1/nodes: 503");
        pass(5_000);
        beat(one);
        assertThat(threads).hasSize(1);
    }

    @Test
    void anErrorIsAFailureOfThisInstanceToo() {
        round(new Mock(ONE, () -> {
            throw new StackOverflowError();
        }));
        assertThat(told).containsExactly("failed mock:one: StackOverflowError");
    }

    @Test
    void aViewOfSomebodyElseIsAFailure() {
        round(new Mock(ONE, () -> view(TWO, "a")));
        assertThat(told).containsExactly("failed mock:one: the observation is of mock:two");
    }

    @Test
    void aRoundThatEndsLateIsToldAsFailedOnceAndItsAnswerDropped() {
        Mock one = new Mock(ONE, () -> {
            pass(10_000);
            beat(new Mock(ONE, () -> view(ONE, "a")));
            return view(ONE, "late");
        });
        round(one);
        assertThat(told).containsExactly("failed mock:one: no answer within 10 s");
        assertThat(times).isEmpty();
        pass(5_000);
        round(new Mock(ONE, () -> view(ONE, "a")));
        assertThat(told).last().isEqualTo("publish mock:one [a]");
    }

    @Test
    void aRoundThatNeverEndsGetsNoSecondThreadAndHoldsNobodyElseUp() {
        Mock stuck = new Mock(ONE, () -> view(ONE, "late"));
        Mock other = new Mock(TWO, () -> view(TWO, "b"));
        beat(stuck);
        Runnable never = threads.remove();
        for (int second = 0; second < 60; second++) {
            run();
            pass(1_000);
            beat(stuck, other);
        }
        run();
        assertThat(told.stream().filter(t -> t.endsWith("mock:two") || t.contains("[b]")))
                .hasSize(12);
        assertThat(told).contains("failed mock:one: no answer within 10 s, and the attempt does not end");
        assertThat(stuck.asked + threads.size()).isZero();
        never.run();
        assertThat(stuck.asked).as("its deadline is long over").isZero();
        pass(5_000);
        round(stuck);
        assertThat(told).last().isEqualTo("publish mock:one [late]");
    }

    @Test
    void theDeadlineInterruptsARoundThatWaits() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Mock one = new Mock(ONE, () -> {
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return view(ONE, "a");
        });
        beat(one);
        Thread thread = Thread.ofVirtual().start(threads.remove());
        waiting.await();
        pass(10_000);
        beat(one);
        thread.join();
        assertThat(interrupted).isTrue();
        assertThat(told).containsExactly("failed mock:one: no answer within 10 s");
    }

    @Test
    void whatIsNoLongerNamedIsWithdrawnOnceAndItsAnswerDropped() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        beat(one);
        beat();
        beat();
        run();
        assertThat(told).containsExactly("withdraw mock:one");
        round(one);
        assertThat(told).containsExactly("withdraw mock:one", "publish mock:one [a]");
    }

    @Test
    void anInstanceThatComesBackWaitsForItsStuckThread() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        beat(one);
        Runnable stuck = threads.remove();
        beat();
        beat(one);
        assertThat(threads).isEmpty();
        stuck.run();
        pass(5_000);
        round(one);
        assertThat(told).containsExactly("withdraw mock:one", "publish mock:one [a]");
    }

    @Test
    void aReplacedInstanceIsAskedFromTheNextRoundOn() {
        round(new Mock(ONE, () -> view(ONE, "old credentials")));
        pass(5_000);
        round(new Mock(ONE, () -> view(ONE, "new credentials")));
        assertThat(told).containsExactly("publish mock:one [old credentials]", "publish mock:one [new credentials]");
    }

    @Test
    void lookUpsBringOneRoundForwardButNotWithinASecondOfTheFormer() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        round(one);
        for (int i = 0; i < 100; i++) {
            rounds.bringForward(ONE);
        }
        pass(999);
        beat(one);
        assertThat(threads).isEmpty();
        pass(1);
        round(one);
        pass(1_000);
        beat(one);
        assertThat(threads).isEmpty();
        assertThat(one.asked).isEqualTo(2);
        rounds.bringForward(TWO); // never heard of
    }

    @Test
    void aLookUpDuringARoundMeansOneMoreRound() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        beat(one);
        rounds.bringForward(ONE);
        pass(2_000);
        run();
        beat(one);
        assertThat(threads).hasSize(1);
    }

    @Test
    void aSlowStorageSystemGetsABreath() {
        Mock slow = new Mock(ONE, () -> {
            pass(7_000);
            return view(ONE, "a");
        });
        round(slow);
        assertThat(times).containsExactly(Duration.ofSeconds(7));
        beat(slow);
        assertThat(threads).isEmpty();
        pass(1_000);
        beat(slow);
        assertThat(threads).hasSize(1);
    }

    @Test
    void anAnswerIsAsOldAsItsRound() {
        List<Integer> seconds = new ArrayList<>(List.of(4, 1));
        Mock one = new Mock(ONE, () -> {
            pass(seconds.removeFirst() * 1_000L);
            return view(ONE, "a");
        });
        round(one);
        pass(1_000);
        round(one);
        assertThat(told).containsExactly("publish mock:one [a]", "confirm mock:one");
        assertThat(ages).containsExactly(Duration.ofSeconds(4), Duration.ofSeconds(1));
    }

    @Test
    void aThreadThatCannotBeHadIsAFailureAndTriedAgain() {
        PollRounds without = new PollRounds(
                new Told(),
                task -> {
                    throw new RejectedExecutionException("full");
                },
                () -> nanos,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                (driver, took) -> {});
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        without.beat(List.of(one));
        without.beat(List.of(one));
        pass(5_000);
        without.beat(List.of(one));
        assertThat(told).hasSize(2).allMatch("failed mock:one: an observation could not be started: full"::equals);
    }

    @Test
    void nothingIsToldAfterTheStop() {
        Mock one = new Mock(ONE, () -> view(ONE, "a"));
        beat(one);
        rounds.stop();
        run();
        beat(one);
        assertThat(told).isEmpty();
        assertThat(threads).isEmpty();
    }

    private void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    private void beat(PolledInstance... instances) {
        rounds.beat(List.of(instances));
    }

    private void run() {
        for (Runnable task = threads.poll(); task != null; task = threads.poll()) {
            task.run();
        }
    }

    private void round(PolledInstance instance) {
        beat(instance);
        run();
    }

    private static StorageView view(DriverId driver, String volume) {
        return new StorageView(
                driver,
                List.of(),
                Map.of(volume, new Volume(volume, List.of(), List.of(), false, Map.of())),
                List.of());
    }

    private static final class Mock implements PolledInstance {
        private final DriverId id;
        private final Callable<StorageView> answer;
        private int asked;

        Mock(DriverId id, Callable<StorageView> answer) {
            this.id = id;
            this.answer = answer;
        }

        @Override
        public DriverId id() {
            return id;
        }

        @Override
        public StorageView observe() throws Exception {
            asked++;
            return answer.call();
        }
    }

    private final class Told implements ViewSink {
        @Override
        public void publish(StorageView view, Duration age) {
            ages.add(age);
            told.add("publish " + view.driver() + " "
                    + Stream.of(view.volumes().keySet()).toList().getFirst());
        }

        @Override
        public void confirm(DriverId driver, Duration age) {
            ages.add(age);
            told.add("confirm " + driver);
        }

        @Override
        public void failed(DriverId driver, String reason) {
            told.add("failed " + driver + ": " + reason);
        }

        @Override
        public void withdraw(DriverId driver) {
            told.add("withdraw " + driver);
        }
    }
}
