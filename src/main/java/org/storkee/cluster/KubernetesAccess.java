package org.storkee.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;

/**
 * Makes the one Kubernetes client of the application from the usual places: {@code KUBECONFIG}, then the pod's service
 * account. Nothing is contacted yet, so a missing API server does not stop the start.
 */
@ApplicationScoped
public class KubernetesAccess {
    /** Two quick retries: informers and queues retry on their own, and more would only hide an outage from them. */
    private static final int RETRIES = 2;

    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

    @Produces
    @ApplicationScoped
    KubernetesClient client(ManagedResources resources) {
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                .withConnectionTimeout(REQUEST_TIMEOUT_MILLIS)
                .withUserAgent("stork-ee")
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withTaskExecutor(resources.executor())
                .withKubernetesSerialization(UnreadFields.skipped())
                .build();
    }

    /**
     * The same client for writes that a late repetition would make wrong: it sends each request once, so that whoever asks
     * can look again before the next attempt. It waits as long as {@code client} does for one attempt: a shorter time of
     * its own would not hold for raw requests. Shares the connections of {@code client}; not to be closed.
     */
    public static KubernetesClient once(KubernetesClient client) {
        RequestConfig config = new RequestConfigBuilder(
                        client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(0)
                .build();
        return client.newClient(config).adapt(KubernetesClient.class);
    }

    void close(@Disposes KubernetesClient client) {
        BoundedStop.run("closing the Kubernetes client", client::close);
    }
}
