package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** The certificates of the extender's port, replaced in files while it is called ({@code stork.extender.tls=mutual}). */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtenderCertificatesClusterIT {
    private final Testbed bed;
    private final StorkServer stork;
    private final Certificates former;
    private final Certificates next;
    private final HttpRequest filter;

    ExtenderCertificatesClusterIT(TestCluster cluster) {
        bed = new Testbed(cluster, "rotation", 3, 8);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-rotation")
                        .withTls("mutual")
                        .with("stork.leader-election.name", "stork-rotation"));
        former = cluster.certificates();
        next = new Certificates(cluster.folder().resolve("next-authority"));
        bed.volume("data", Map.of(), 2);
        String args = ExtenderHttp.args(Workload.pod(bed, "rotation", "asked-for", "data"), bed.nodes);
        filter = HttpRequest.newBuilder(URI.create(stork.url() + "/filter"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(args))
                .build();
    }

    @AfterAll
    void remove() {
        stork.close();
        bed.close();
    }

    @Test
    void serverCertificateAndClientAuthoritiesAreReplacedUnderCallsWithoutOneFailure() throws Exception {
        SSLContext formerClient = former.trustBoth(next, former.client("former-client", ""));
        SSLContext nextClient = former.trustBoth(next, next.client("next-client", ""));
        assertThat(served(nextClient)).isFalse();
        TlsCallers callers = TlsCallers.start(filter, formerClient);

        stork.acceptClientsOf(former.withAuthorityOf(next));
        soon().until(() -> served(nextClient));
        stork.showCertificate(next.server("stork-rotation"));
        soon().until(() -> served(next.trust(next.client("trusts-next-alone", ""))));
        long soFar = callers.calls();
        soon().until(() -> callers.calls() > soFar + 100);

        assertThat(callers.stop()).isEmpty();
        stork.acceptClientsOf(next.authority());
        soon().until(() -> !served(formerClient));
        assertThat(served(nextClient)).isTrue();
    }

    /** The files are looked at every 10 s. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private boolean served(SSLContext identity) throws InterruptedException {
        try (HttpClient http = TlsCallers.client(identity)) {
            return http.send(filter, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException refused) {
            return false;
        }
    }
}
