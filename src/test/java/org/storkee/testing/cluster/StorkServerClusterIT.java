package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged server under the test cluster's hands: what every other test on it takes for granted. */
@ClusterTest
class StorkServerClusterIT {
    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void aKilledServerStartsAgainOnItsPortsAndNeedsNoMoreThanTheShippedRole(TestCluster cluster) {
        try (StorkServer stork = StorkServer.start(cluster, StorkOptions.named("stork-killed"))) {
            long first = stork.pid();
            stork.kill();
            assertThat(stork.isAlive()).isFalse();
            assertThat(stork.isReady()).isFalse();

            stork.start();

            assertThat(stork.pid()).isNotEqualTo(first);
            assertThat(stork.process().output()).doesNotContainIgnoringCase("forbidden");
        }
    }

    @Test
    void aSchedulerWithAClientCertificateIsAnsweredAndAStrangerIsNot(TestCluster cluster) {
        List<Node> nodes = cluster.addNodes(NodeGroup.of("mutual", 2));
        StorkOptions options = StorkOptions.named("stork-mutual").withTls("mutual");
        try (StorkServer stork = StorkServer.start(cluster, options);
                Scheduler scheduler = cluster.startScheduler(stork.scheduler("mutual"))) {
            String name = scheduler.options().profiles().getFirst();
            cluster.kubectl(
                    "run", "mutual", "--image=app", "--overrides={\"spec\":{\"schedulerName\":\"" + name + "\"}}");
            var pod = cluster.client().pods().inNamespace("default").withName("mutual");
            await().atMost(SOON)
                    .until(() -> "Running".equals(pod.get().getStatus().getPhase()));

            try (HttpClient stranger = HttpClient.newBuilder()
                    .sslContext(cluster.certificates().trust())
                    .build()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(stork.url() + "/metrics"))
                        .build();
                assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.discarding()))
                        .isInstanceOf(IOException.class);
            }
        } finally {
            cluster.removeNodes(nodes);
        }
    }

    @Test
    void aWrongSettingEndsTheStartWithItsOneLine(TestCluster cluster) {
        StorkOptions wrong = StorkOptions.named("stork-wrong").with("stork.extender.refusals", "sometimes");
        assertThatThrownBy(() -> StorkServer.start(cluster, wrong))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("exit 78")
                .hasMessageContaining("stork.extender.refusals")
                .hasMessageContaining("sometimes");
    }
}
