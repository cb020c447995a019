package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.TestClusterCache;
import org.storkee.testing.TestClock;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** CSIDriver objects on the real API server come, go, and may be out of sight. */
@ClusterTest
class DiscoveryClusterIT {
    private static final String NAME = "discovery.example.com";
    private static final String ACCOUNT = "discovery-test";
    private static final Logger LOG = Logger.getLogger(Discovery.class.getName());

    private final TestClock clock = new TestClock();

    @Test
    void aDriverThatComesLaterIsFoundAndOneThatGoesIsNot(TestCluster cluster) {
        CSIDriver object = new CSIDriverBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewSpec()
                .withAttachRequired(false)
                .endSpec()
                .build();
        List<Boolean> heard = new CopyOnWriteArrayList<>();
        try (TestClusterCache cache = TestClusterCache.start(cluster.client())) {
            Discovery discovery = discovery(cache, "auto");
            discovery.onChange(() -> heard.add(discovery.csiDriver(NAME)));
            discovery.start();
            assertThat(discovery.csiDriver(NAME)).isFalse();
            cluster.client().resource(object).create();
            await().until(() -> discovery.csiDriver(NAME));
            cluster.client().resource(object).delete();
            await().until(() -> !discovery.csiDriver(NAME));
            await().untilAsserted(() -> assertThat(heard).contains(true).last().isEqualTo(false));
        }
    }

    @Test
    void withoutTheRightNothingIsFoundAndOneLineSaysSo(TestCluster cluster) {
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(ACCOUNT)
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .serverSideApply();
        List<String> lines = new ArrayList<>();
        Handler handler = listener(lines);
        LOG.addHandler(handler);
        try (KubernetesClient nobody = TestCluster.clientFor(cluster.kubeconfigFor("default", ACCOUNT));
                TestClusterCache cache = TestClusterCache.start(nobody)) {
            Discovery discovery = discovery(cache, "auto", "pxd");
            discovery.start();
            for (int i = 0; i < 10; i++) {
                clock.pass(Duration.ofSeconds(2));
                discovery.tick();
            }
            assertThat(lines).singleElement().asString().contains("storage.k8s.io/csidrivers");
            assertThat(discovery.csiDrivers()).isEmpty();
            assertThat(discovery.named("pxd")).isTrue();
            assertThat(discovery.named("linstor")).isFalse();
        } finally {
            LOG.removeHandler(handler);
        }
    }

    private Discovery discovery(TestClusterCache cache, String... enabled) {
        Discovery discovery = new Discovery();
        discovery.cache = cache.cache();
        discovery.clock = clock;
        discovery.enabled = List.of(enabled);
        return discovery;
    }

    private static Handler listener(List<String> lines) {
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    lines.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        return handler;
    }
}
