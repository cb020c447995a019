package org.storkee.testing.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Calls a server as kube-scheduler would, in a closed loop over keep-alive connections. Every answer must equal, byte
 * for byte, one that {@link Answers} found right; the comparison is not part of the measured time.
 */
final class Load {
    private static final int MOST_WINDOWS = 8;
    private static final double NO_FASTER = 0.97;

    private record Question(Verb verb, Mode mode) {}

    private final int port;
    private final ProcessFigures server;
    private final Candidates candidates;
    private final Map<Question, List<ExtenderRequest>> requests = new HashMap<>();
    private final Map<Question, List<ByteBuffer>> right = new HashMap<>();

    /**
     * Prepares requests for every asker.
     *
     * @param askers the asking pods as JSON, in order
     */
    Load(int port, ProcessFigures server, List<String> askers, Candidates candidates) {
        this.port = port;
        this.server = server;
        this.candidates = candidates;
        for (Verb verb : Verb.values()) {
            for (Mode mode : Mode.values()) {
                requests.put(
                        new Question(verb, mode),
                        IntStream.range(0, askers.size())
                                .mapToObj(a -> ExtenderRequest.of(verb, mode, a, port, askers.get(a), candidates))
                                .toList());
            }
        }
    }

    /** Asks until the server has seen the whole cluster and every answer is right; remembers the answers. */
    void awaitRightAnswers(Duration limit, Mode... modes) {
        long end = System.nanoTime() + limit.toNanos();
        for (Verb verb : Verb.values()) {
            for (Mode mode : modes) {
                Question question = new Question(verb, mode);
                Optional<String> wrong = tryAll(question);
                while (wrong.isPresent()) {
                    if (System.nanoTime() > end) {
                        throw new BenchException("after " + limit.toSeconds() + " s the extender still answers "
                                + describe(question) + " wrongly: " + wrong.get());
                    }
                    pauseBetweenTries();
                    wrong = tryAll(question);
                }
            }
        }
    }

    /** Calls until compilers and caches are as in a server that has run for long: until it becomes no faster. */
    void warmUp(Duration window) {
        for (Mode mode : Mode.values()) {
            for (Verb verb : Verb.values()) {
                double former = Double.MAX_VALUE;
                double now = warmUp(verb, mode, window);
                for (int i = 1; i < MOST_WINDOWS && now < former * NO_FASTER; i++) {
                    former = now;
                    now = warmUp(verb, mode, window);
                }
            }
        }
    }

    private double warmUp(Verb verb, Mode mode, Duration window) {
        return measure(verb, mode, 2, Duration.ZERO, window).p50Ms();
    }

    /** One round of one point. */
    Point measure(Verb verb, Mode mode, int clients, Duration settle, Duration measured) {
        Question question = new Question(verb, mode);
        List<ExtenderConnection> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < clients; i++) {
                connections.add(new ExtenderConnection(port));
            }
            all(threads, question, connections, settle);
            long cpu = server.cpuMillis();
            long start = System.nanoTime();
            long[] nanos = all(threads, question, connections, measured);
            double seconds = (System.nanoTime() - start) / 1e9;
            long used = server.cpuMillis() - cpu;
            return Point.of(verb, mode, candidates.names().size(), clients, nanos, seconds, used);
        } catch (IOException e) {
            throw new BenchException("cannot connect to the extender: " + e.getMessage(), e);
        } finally {
            connections.forEach(Load::close);
        }
    }

    private long[] all(
            ExecutorService threads, Question question, List<ExtenderConnection> connections, Duration time) {
        List<Future<long[]>> results = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            ExtenderConnection connection = connections.get(i);
            int first = i * 5;
            Callable<long[]> client = () -> loop(question, connection, first, time);
            results.add(threads.submit(client));
        }
        try {
            List<long[]> latencies = new ArrayList<>();
            for (Future<long[]> result : results) {
                latencies.add(result.get());
            }
            return latencies.stream().flatMapToLong(Arrays::stream).toArray();
        } catch (ExecutionException e) {
            throw new BenchException(describe(question) + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private long[] loop(Question question, ExtenderConnection connection, int first, Duration time) throws IOException {
        List<ExtenderRequest> all = requests.get(question);
        List<ByteBuffer> answers = right.get(question);
        long[] nanos = new long[1024];
        int count = 0;
        long end = System.nanoTime() + time.toNanos();
        for (int i = first; System.nanoTime() < end; i++) {
            int asker = i % all.size();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = connection.exchange(all.get(asker).parts());
            if (connection.status() != 200 || !connection.body().equals(answers.get(asker))) {
                throw new BenchException("asker " + asker + " is suddenly answered otherwise than before: "
                        + Answers.wrong(all.get(asker), candidates.names(), connection.status(), connection.body())
                                .orElse("a right answer, but not the same bytes"));
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    /** What is wrong with one of the askers' answers; the right ones are kept, equal ones once. */
    private Optional<String> tryAll(Question question) {
        List<ByteBuffer> answers = new ArrayList<>();
        try (ExtenderConnection connection = new ExtenderConnection(port)) {
            for (ExtenderRequest request : requests.get(question)) {
                connection.exchange(request.parts());
                ByteBuffer body = connection.body();
                if (!answers.isEmpty() && connection.status() == 200 && body.equals(answers.getLast())) {
                    answers.add(answers.getLast());
                    continue;
                }
                Optional<String> wrong = Answers.wrong(request, candidates.names(), connection.status(), body);
                if (wrong.isPresent()) {
                    return wrong;
                }
                answers.add(
                        ByteBuffer.allocateDirect(body.remaining()).put(body).flip());
            }
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
        right.put(question, answers);
        return Optional.empty();
    }

    private static String describe(Question question) {
        return question.verb().label() + " in " + question.mode().label() + " mode";
    }

    private static void pauseBetweenTries() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private static void close(ExtenderConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            System.err.println("cannot close a connection to the extender: " + e);
        }
    }
}
