package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that would repeat what fails, and the one made of it that does not. */
class KubernetesAccessTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private KubernetesClient client;
    private volatile boolean hangs;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            if (hangs) {
                await();
            }
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(2)
                .withRequestRetryBackoffInterval(1)
                .withRequestTimeout(500)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        end.countDown();
        client.close();
        server.stop(0);
    }

    @Test
    void aDeletionThatIsRefusedForTheMomentIsNotRepeated() {
        assertThatThrownBy(() -> delete(client)).isInstanceOf(KubernetesClientException.class);
        assertThat(requests).as("by the client it is made of").hasValue(3);
        assertThatThrownBy(() -> delete(KubernetesAccess.once(client))).isInstanceOf(KubernetesClientException.class);
        assertThat(requests).hasValue(4);
    }

    @Test
    void aDeletionThatHangsIsGivenUpInTheClientsTimeAndNotRepeated() {
        hangs = true;
        assertThatThrownBy(() -> delete(KubernetesAccess.once(client))).isInstanceOf(KubernetesClientException.class);
        assertThat(requests).hasValue(1);
    }

    private static void delete(KubernetesClient by) {
        by.raw("/api/v1/namespaces/default/pods/db", "DELETE", null);
    }
}
