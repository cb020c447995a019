package org.storkee.e2e;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** Calls over HTTPS without a pause until told to stop: some over one connection, some over a new one for each call. */
final class TlsCallers {
    private static final int OF_EACH_KIND = 2;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong calls = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(2 * OF_EACH_KIND);
    private final HttpRequest request;
    private final SSLContext identity;
    private volatile boolean stopped;

    private TlsCallers(HttpRequest request, SSLContext identity) {
        this.request = request;
        this.identity = identity;
    }

    /** Begins. Every answer but 200 counts as a failure. */
    static TlsCallers start(HttpRequest request, SSLContext identity) {
        TlsCallers callers = new TlsCallers(request, identity);
        for (int i = 0; i < OF_EACH_KIND; i++) {
            callers.threads.execute(callers::overOneConnection);
            callers.threads.execute(callers::overNewConnections);
        }
        callers.threads.shutdown();
        return callers;
    }

    private void overOneConnection() {
        try (HttpClient http = client(identity)) {
            while (!stopped) {
                call(http);
            }
        }
    }

    private void overNewConnections() {
        while (!stopped) {
            try (HttpClient http = client(identity)) {
                call(http);
            }
        }
    }

    private void call(HttpClient http) {
        try {
            int status = http.send(request, BodyHandlers.ofString()).statusCode();
            if (status != 200) {
                failures.add("status " + status);
            }
        } catch (IOException e) {
            failures.add(e.toString());
        } catch (InterruptedException e) {
            failures.add(e.toString());
            Thread.currentThread().interrupt();
            stopped = true;
        }
        calls.incrementAndGet();
    }

    /** HTTP/1.1, as the extender's port speaks. */
    static HttpClient client(SSLContext identity) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(identity)
                .build();
    }

    /** Calls so far. */
    long calls() {
        return calls.get();
    }

    /** Ends the calls and says what went wrong with which. */
    Queue<String> stop() throws InterruptedException {
        stopped = true;
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            failures.add("a call did not end within 30 s");
        }
        return failures;
    }
}
