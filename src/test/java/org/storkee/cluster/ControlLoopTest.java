package org.storkee.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.storkee.testing.TestClock;

class ControlLoopTest {
    private final TestClock clock = new TestClock();
    private final WorkQueue<String> queue = new WorkQueue<>(clock);
    private final Queue<Runnable> handedOver = new ArrayDeque<>();
    private final List<String> worked = new ArrayList<>();

    @Test
    void whatIsDueIsWorkedOffWithoutAnotherPump() {
        ControlLoop<String> loop = new ControlLoop<>("test", queue, handedOver::add, 1, worked::add);
        queue.add("a");
        queue.add("b");
        loop.pump();
        assertThat(handedOver).as("one thread").hasSize(1);
        runHandedOver();
        assertThat(worked).containsExactly("a", "b");
        assertThat(queue.size()).isZero();
    }

    @Test
    void whatIsNotDueWaitsForThePumpAfterItsTime() {
        ControlLoop<String> loop = new ControlLoop<>("test", queue, handedOver::add, 1, worked::add);
        queue.add("a", Duration.ofSeconds(1));
        loop.pump();
        assertThat(handedOver).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        loop.pump();
        runHandedOver();
        assertThat(worked).containsExactly("a");
    }

    @Test
    void workThatFailsComesBackAfterItsBackOff() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ControlLoop<String> loop = new ControlLoop<>("test", queue, handedOver::add, 1, key -> {
            if (broken.get()) {
                throw new IllegalStateException("on purpose");
            }
            worked.add(key);
        });
        queue.add("a");
        loop.pump();
        runHandedOver();
        assertThat(worked).isEmpty();
        broken.set(false);
        clock.pass(Duration.ofSeconds(1));
        loop.pump();
        runHandedOver();
        assertThat(worked).containsExactly("a");
    }

    @Test
    void anErrorDoesNotLoseTheKey() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ControlLoop<String> loop = new ControlLoop<>("test", queue, handedOver::add, 1, key -> {
            if (broken.getAndSet(false)) {
                throw new StackOverflowError("on purpose");
            }
            worked.add(key);
        });
        queue.add("a");
        loop.pump();
        runHandedOver();
        clock.pass(Duration.ofSeconds(1));
        loop.pump();
        runHandedOver();
        assertThat(worked).containsExactly("a");
    }

    @Test
    void aFullExecutorDoesNotLoseTheKey() {
        AtomicBoolean full = new AtomicBoolean(true);
        ControlLoop<String> loop = new ControlLoop<>(
                "test",
                queue,
                task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("on purpose");
                    }
                    handedOver.add(task);
                },
                1,
                worked::add);
        queue.add("a");
        loop.pump();
        full.set(false);
        clock.pass(Duration.ofSeconds(1));
        loop.pump();
        runHandedOver();
        assertThat(worked).containsExactly("a");
    }

    @Test
    void manyPumpsAtOnceNeitherExceedTheBoundNorForgetAKey() {
        int bound = 3;
        int keys = 2_000;
        Set<String> done = ConcurrentHashMap.newKeySet();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService workers = Executors.newCachedThreadPool();
                ExecutorService callers = Executors.newFixedThreadPool(8)) {
            ControlLoop<String> loop = new ControlLoop<>("test", queue, workers, bound, key -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.yield();
                now.decrementAndGet();
                done.add(key);
            });
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 0; i < keys; i++) {
                String key = "key-" + i;
                callers.submit(() -> {
                    start.await();
                    queue.add(key);
                    loop.pump();
                    return null;
                });
            }
            start.countDown();
            await().atMost(30, SECONDS).until(() -> done.size() == keys);
        }
        assertThat(most.get()).isLessThanOrEqualTo(bound);
        assertThat(queue.size()).isZero();
    }

    private void runHandedOver() {
        for (Runnable task = handedOver.poll(); task != null; task = handedOver.poll()) {
            task.run();
        }
    }
}
