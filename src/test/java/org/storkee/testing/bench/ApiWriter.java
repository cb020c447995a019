package org.storkee.testing.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Writes thousands of objects, many at once, as ready JSON: building model objects would cost more than the write. */
final class ApiWriter {
    private static final int AT_ONCE = 48;

    /**
     * One write.
     *
     * @param path of the API server, e.g. {@code /api/v1/nodes}
     */
    record Write(String method, String path, String body) {
        static Write create(String path, String body) {
            return new Write("POST", path, body);
        }

        /** Overwrites the status of an object that exists. */
        static Write status(String object, String body) {
            return new Write("PUT", object + "/status", body);
        }
    }

    private final KubernetesClient client;

    ApiWriter(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Sends all; the writes of one list go one after another, the lists side by side.
     *
     * @throws BenchException when the API server refuses one
     */
    void send(Stream<List<Write>> lists) {
        List<Future<?>> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            lists.forEach(list -> sent.add(threads.submit(() -> list.forEach(this::send))));
            for (Future<?> one : sent) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while filling the cluster", e);
        } catch (ExecutionException e) {
            throw new BenchException("cannot fill the cluster: " + e.getCause().getMessage(), e);
        }
    }

    /** Sends one. */
    void send(Write write) {
        client.raw(write.path(), write.method(), write.body());
    }
}
