package org.storkee.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Whether the API server answers. A watch alone does not tell: a server that hangs keeps its connections open and says
 * nothing, just like a quiet cluster.
 */
@ApplicationScoped
public class ApiServer {
    private static final Logger LOG = Logger.getLogger(ApiServer.class.getName());

    private volatile @Nullable Instant silentSince;
    private volatile boolean answered;

    @Inject
    KubernetesClient client;

    @Inject
    Clock clock;

    @Inject
    MetricRegistry metrics;

    @PostConstruct
    void register() {
        metrics.gauge("stork_api_server_reachable", () -> reachable() ? 1 : 0);
    }

    /** Asks the server for its version; called every few seconds off the request path, blocks for some of them. */
    void probe() {
        try {
            client.getKubernetesVersion();
            if (silentSince != null) {
                LOG.info(() -> "the API server answers again after " + unreachableSeconds() + " s");
            }
            silentSince = null;
            answered = true;
        } catch (RuntimeException e) { // what is no JSON, too, is no answer
            if (silentSince == null) {
                silentSince = clock.instant();
                LOG.warning(() -> "the API server does not answer (" + e.getMessage()
                        + "); requests are answered from the cache until it does");
            }
        }
    }

    /** True when the last probe was answered. */
    public boolean reachable() {
        return answered && silentSince == null;
    }

    /** For how long no probe has been answered; 0 while the server is reachable or was never asked. */
    public long unreachableSeconds() {
        Instant since = silentSince;
        return since == null ? 0 : Duration.between(since, clock.instant()).toSeconds();
    }
}
