package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.storage.DriverId;

/** One Portworx cluster whose gateway answers as no good one does. */
class PxdClusterTest {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(executor));
    private StubPortworx portworx;
    private PxdCluster cluster;

    @BeforeEach
    void start() throws IOException {
        portworx = stub();
        Map<String, String> values = Map.of("stork.pxd.shared-secret", "hush-hush");
        PxdSettings settings = PxdSettings.read(key -> Optional.ofNullable(values.get(key)));
        cluster = new PxdCluster(
                new DriverId("pxd", "test"),
                null,
                new Gateways(portworx.client(), settings),
                new SdkTokens(settings.secret(), settings.issuer(), Clock.systemUTC()),
                executor,
                () -> List.of(new PxdCluster.Claimed("", "claimed")));
        open.add(cluster);
    }

    private StubPortworx stub() throws IOException {
        StubPortworx one = new StubPortworx();
        open.add(one);
        return one;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"404", "500", "401"})
    void aServiceThatMovedIsFoundAgainThoughSomethingElseAnswersWhereItWas(int status) throws Exception {
        cluster.observe();
        portworx.answer(StubPortworx.STATUS, status, "{}");
        StubPortworx other = stub();
        portworx.leadTo(other.port());
        assertThatIOException().isThrownBy(cluster::observe);
        assertThat(cluster.observe().nodes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 | {"message": "invalid header $AUTHORIZATION"}
            403 | <html>no access for $AUTHORIZATION, come back</html>
            500 | $AUTHORIZATION
            200 | {"cluster": $AUTHORIZATION}
            200 | $AUTHORIZATION
            """)
    void aTokenThatTheServerRepeatsIsNotToldOn(int status, String body) {
        portworx.answer(StubPortworx.STATUS, status, body);
        assertThatIOException()
                .isThrownBy(cluster::observe)
                .withMessageContaining(StubPortworx.STATUS)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("eyJ"));
    }

    @Test
    void aProxyThatIsAskedTooOftenDoesNotMeanThatVolumesDoNotFit() throws Exception {
        portworx.answer(StubPortworx.VOLUMES, 429, "<html>slow down</html>");
        assertThatIOException().isThrownBy(cluster::observe).withMessageContaining("answered 429: <html>slow down");
        portworx.answer(StubPortworx.VOLUMES, 429, "{\"code\": 8, \"message\": \"larger than max\"}");
        assertThat(cluster.observe().volumes()).as("asked for one by one").isEmpty();
    }

    @Test
    void machinesThatDoNotFitThroughTheGatewayAreToldInThoseWords() {
        portworx.answer(StubPortworx.NODES, 429, "{\"code\": 8, \"message\": \"larger than max\"}");
        assertThatIOException()
                .isThrownBy(cluster::observe)
                .withMessageStartingWith("all machines together do not fit through the gateway: GET http://");
    }
}
