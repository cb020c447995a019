package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** The extender over HTTPS that wants a client certificate ({@code stork.extender.tls=mutual}). */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final Testbed bed;
    private final StorkServer stork;

    MutualTlsClusterIT(TestCluster cluster) {
        this.cluster = cluster;
        bed = new Testbed(cluster, "mutual-tls", 3, 8);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-mutual-tls")
                        .withTls("mutual")
                        .with("stork.leader-election.name", "stork-tls"));
    }

    @BeforeAll
    void makeVolume() {
        bed.volume("data", Map.of(), 2);
    }

    @AfterAll
    void remove() {
        stork.close();
        bed.close();
    }

    @Test
    void aSchedulerWithACertificateIsServed() {
        try (Scheduler scheduler = cluster.startScheduler(stork.scheduler("mutual-tls"))) {
            bed.create(List.of(
                    Workload.pod(bed, scheduler.options().name().replace("kube-scheduler-", ""), "served", "data")));
            assertThat(bed.placed("served", SOON)).isEqualTo(bed.node(2));
        }
    }

    @Test
    void aSchedulerWithoutACertificateIsRefused() {
        SchedulerOptions asking = stork.scheduler("mutual-tls-bare");
        try (Scheduler scheduler = cluster.startScheduler(
                asking.withTls(new SchedulerOptions.Tls(cluster.certificates().authority(), Optional.empty())))) {
            bed.create(List.of(Workload.pod(bed, "mutual-tls-bare", "refused", "data")));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(bed.toldByScheduler("refused", "mutual-tls-bare"))
                            .anyMatch(event -> event.contains("/filter")));
            assertThat(bed.placements().get("refused")).isEmpty();
            assertThat(scheduler.options().ignorable()).isFalse();
        }
    }

    /** The foreign authority has our authority's name, so that the client shows its certificate at all. */
    @Test
    void aClientWhoseCertificateHasExpiredOrIsSomebodyElsesIsRefused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stork.url() + "/metrics"))
                .timeout(SOON)
                .build();
        Certificates ours = cluster.certificates();
        Certificates foreign = new Certificates(cluster.folder().resolve("foreign-authority"));
        assertRefused(request, ours.trust(ours.expiredClient("expired-client")));
        assertRefused(request, ours.trust(foreign.client("foreign-client", "")));
        try (HttpClient good = TlsCallers.client(ours.trust(ours.client("good-client", "")))) {
            assertThat(good.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    private static void assertRefused(HttpRequest request, SSLContext identity) {
        try (HttpClient http = TlsCallers.client(identity)) {
            assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientWithoutACertificateIsRefusedByTheHandshakeAndProbesAnswerWithoutOne() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stork.url() + "/metrics"))
                .timeout(SOON)
                .build();
        assertRefused(request, cluster.certificates().trust());
        assertThat(stork.get(stork.url() + "/metrics").statusCode()).isEqualTo(200);
        assertThat(stork.get(stork.managementUrl() + "/health/live").statusCode())
                .isEqualTo(200);
    }
}
