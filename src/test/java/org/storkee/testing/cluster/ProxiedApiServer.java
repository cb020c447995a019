package org.storkee.testing.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URL;
import org.storkee.testing.faults.FaultProxy;

/**
 * The API server of a {@link TestCluster} behind a {@link FaultProxy}, and an administrator's client that goes that way
 * and loses patience soon. The cluster's other clients are not affected by what goes wrong here.
 */
public final class ProxiedApiServer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 1_500;
    private static final int RECONNECT_MILLIS = 200;

    private final FaultProxy proxy;
    private final KubernetesClient client;

    private ProxiedApiServer(FaultProxy proxy) {
        this.proxy = proxy;
        client = new KubernetesClientBuilder()
                .withConfig(config(proxy.url()).build())
                .build();
    }

    /** A new way to the cluster's API server. */
    public static ProxiedApiServer of(TestCluster cluster) {
        URL server = cluster.client().getMasterUrl();
        Certificates.Identity admin = cluster.certificates().client("behind-proxy", "system:masters");
        return new ProxiedApiServer(FaultProxy.to(
                server.getHost(),
                server.getPort(),
                cluster.certificates().trust(admin).getSocketFactory()));
    }

    /** What goes wrong between the client and the API server. */
    public FaultProxy proxy() {
        return proxy;
    }

    /** The client whose way leads through the proxy. */
    public KubernetesClient client() {
        return client;
    }

    @Override
    public void close() {
        proxy.close();
        client.close();
    }

    /** Impatient, without credentials. */
    static ConfigBuilder config(String url) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withRequestTimeout(TIMEOUT_MILLIS)
                .withConnectionTimeout(TIMEOUT_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(RECONNECT_MILLIS);
    }
}
