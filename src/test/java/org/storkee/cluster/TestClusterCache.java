package org.storkee.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.storkee.testing.NoMetrics;

/**
 * The server's {@link ClusterCache} and {@link ApiServer} outside the server, on a client of the test's choice. The API
 * server is probed twice a second. Closing it ends the watches, not the client.
 */
public final class TestClusterCache implements AutoCloseable {
    private static final long PROBE_MILLIS = 500;

    private final ClusterCache cache = new ClusterCache();
    private final ApiServer apiServer = new ApiServer();
    private final ScheduledExecutorService probes =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    private TestClusterCache(KubernetesClient client) {
        apiServer.client = client;
        apiServer.clock = Clock.systemUTC();
        apiServer.metrics = NoMetrics.registry();
        cache.client = client;
        cache.apiServer = apiServer;
        cache.prepare();
    }

    /** A cache that begins to fill. {@code client} should have a request timeout of a second or two. */
    public static TestClusterCache start(KubernetesClient client) {
        TestClusterCache started = new TestClusterCache(client);
        started.cache.start();
        var _ = started.probes.scheduleWithFixedDelay(started.apiServer::probe, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        return started;
    }

    /** The cache. */
    public ClusterCache cache() {
        return cache;
    }

    /** Whether the API server answers. */
    public ApiServer apiServer() {
        return apiServer;
    }

    @Override
    public void close() {
        probes.shutdownNow();
        cache.stop();
    }
}
