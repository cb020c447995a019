package org.storkee.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.storkee.testing.cluster.StorkServer;

/** Asks servers again and again, by their metric, which of them leads, and notes when two do. */
final class LeaderWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final List<StorkServer> servers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> twoAtOnce = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Optional<StorkServer> current = Optional.empty();
    private long lastLed = System.nanoTime();
    private volatile long longestGap;
    private volatile boolean closed;

    LeaderWatch(List<StorkServer> servers) {
        this.servers = servers;
        thread = Thread.ofVirtual().name("leader-watch").start(this::watch);
    }

    /** Who led when last asked. */
    Optional<StorkServer> current() {
        return current;
    }

    /** When two led at once: empty in a world that is well. */
    List<String> twoAtOnce() {
        return List.copyOf(twoAtOnce);
    }

    /** From now on {@link #longestGap} counts anew. */
    void forgetGaps() {
        longestGap = 0;
    }

    /** The longest time nobody led, up to now. */
    Duration longestGap() {
        return Duration.ofNanos(longestGap);
    }

    private void watch() {
        while (!closed) {
            List<StorkServer> leading = servers.stream().filter(this::leads).toList();
            if (leading.size() > 1) {
                // Two answers are not one moment: only who led before and after another did, led beside it.
                List<StorkServer> still = leading.stream().filter(this::leads).toList();
                if (still.size() > 1) {
                    twoAtOnce.add(still.stream().map(StorkServer::url).toList().toString());
                }
            }
            current = leading.stream().findFirst();
            long now = System.nanoTime();
            longestGap = Math.max(longestGap, now - lastLed);
            if (current.isPresent()) {
                lastLed = now;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** False also for a server that does not answer. */
    boolean leads(StorkServer server) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.managementUrl() + "/metrics?scope=application"))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .anyMatch(line -> line.startsWith("stork_leader") && line.endsWith(" 1.0"));
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        http.shutdownNow();
    }
}
