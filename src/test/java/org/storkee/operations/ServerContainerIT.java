package org.storkee.operations;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.ejb.EJB;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.hamcrest.Matcher;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.StorageDriver;
import org.storkee.storage.TopologyService;

/**
 * The packaged WAR inside the packaged server's configuration, without any API server: what only the container can show.
 * One deployment for all, because each costs several seconds.
 */
@ExtendWith(ArquillianExtension.class)
class ServerContainerIT {
    /** Not stork.war, and with it not the root: the archive's name becomes its path. */
    private static final String NAME = "stork-tests";

    @Inject
    Instance<org.storkee.cluster.Readiness> features;

    @Inject
    ClusterCache cache;

    @Inject
    TopologyService topologies;

    @Inject
    DriverRegistry drivers;

    @Inject
    @Any
    Instance<StorageDriver> storageDrivers;

    @Inject
    MetricRegistry registry;

    @Inject
    @ConfigProperty(name = "stork.extender.max-view-age")
    Duration maxViewAge;

    @Inject
    @ConfigProperty(name = "stork.topology.rack-labels")
    List<String> rackLabels;

    @Inject
    @ConfigProperty(name = "stork.extender.max-concurrent")
    int maxConcurrent;

    @EJB
    ThrowingTimer throwingTimer;

    @EJB
    HeartbeatTimer heartbeat;

    @Deployment
    static WebArchive application() throws URISyntaxException {
        Path war = Path.of(System.getProperty("storkee.package"), "servers/stork/apps/stork.war");
        WebArchive archive = ShrinkWrap.create(ZipImporter.class, NAME + ".war")
                .importFrom(war.toFile())
                .as(WebArchive.class)
                .addClasses(ServerContainerIT.class, ThrowingTimer.class, FailingResource.class)
                .addPackages(false, Filters.include(".*/Toy(Driver|Server|Views).*"), "org.storkee.drivers.toy")
                .addAsLibraries(jarOf(Assertions.class), jarOf(Awaitility.class), jarOf(Matcher.class));
        // Its empty ordering would switch Arquillian's own web fragment off.
        archive.delete("/WEB-INF/web.xml");
        return archive;
    }

    private static File jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toFile();
    }

    @Test
    void everyFeatureIsWiredWithoutAnApiServer() {
        assertThat(cache.ready()).isFalse();
        assertThat(topologies.current().size()).isZero();
        assertThat(drivers).isNotNull();
        assertThat(features.stream().map(org.storkee.cluster.Readiness::name))
                .contains("cluster-cache")
                .doesNotHaveDuplicates();
    }

    @Test
    void aDriverInAPackageOfItsOwnIsFoundAndWired() {
        StorageDriver toy = storageDrivers.stream()
                .filter(driver -> driver.type().equals("toy"))
                .findFirst()
                .orElseThrow();
        toy.start(topologies); // without an address it has nothing to ask
        toy.stop();
        assertThat(drivers.owner("toy.example.com")).isNull();
    }

    @Test
    void settingsArriveWithTheirTypes() {
        assertThat(maxViewAge).isEqualTo(Duration.ofSeconds(60));
        assertThat(rackLabels).containsExactly("px/rack", "linstor/rack", "topology.storkee.org/rack");
        assertThat(maxConcurrent).isEqualTo(64);
    }

    @Test
    void aTimerThatThrowsKeepsBeating() {
        await().atMost(Duration.ofMinutes(2)).until(() -> throwingTimer.beats() >= 5);
        assertThat(heartbeat.age()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void metricsAppearUnderTheirExactNames() throws Exception {
        Tag reason = new Tag("reason", "a test");
        Tag verb = new Tag("verb", "test");
        Tag mode = new Tag("mode", "names");
        Tag[] pod = {new Tag("pod", "web-0"), new Tag("namespace", "default")};
        registry.counter("stork_extender_refusals", reason).inc();
        registry.timer("stork_extender_request", verb, mode).update(Duration.ofMillis(3));
        registry.gauge("stork_test_gauge", () -> 1, pod);

        String managementPort = org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("stork.management.port", String.class);
        String url = "http://127.0.0.1:" + managementPort + "/metrics";
        assertThat(get(url).body().lines().map(line -> line.replaceFirst("mp_scope=\"application\",", "")))
                .contains("stork_extender_refusals_total{reason=\"a test\",} 1.0")
                .contains("stork_extender_request_seconds_bucket{mode=\"names\",verb=\"test\",le=\"0.005\",} 1.0")
                .contains("stork_extender_request_seconds_count{mode=\"names\",verb=\"test\",} 1.0")
                .anyMatch(line -> line.matches("stork_test_gauge\\{namespace=\"default\",pod=\"web-0\",\\} 1\\.0"))
                .noneMatch(line -> line.startsWith("stork_extender_request_seconds{"));

        assertThat(registry.remove(new MetricID("stork_test_gauge", pod))).isTrue();
        assertThat(get(url).body()).doesNotContain("stork_test_gauge{");
    }

    @Test
    @RunAsClient
    void probesTellWhatTheServerWaitsFor() throws Exception {
        assertThat(get(management("/health/live")).body()).contains("\"status\":\"UP\"", "\"timers\"");
        assertThat(get(management("/health/started")).statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get(management("/health/ready"));
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .contains("\"cluster-cache\":\"waiting\"", "\"cluster-cache.apiServer\":\"unreachable\"");
    }

    @Test
    @RunAsClient
    void eachPathAnswersOnItsOwnPortOnly() throws Exception {
        assertThat(get(extender("/health/live")).body()).isEqualTo("Unsupported request");
        assertThat(get(management("/" + NAME + "/metrics")).statusCode()).isEqualTo(404);
        assertThat(get(extender("/metrics")).body()).contains("memory_usedHeap_bytes");
        assertThat(get(extender("/health-decisions")).body()).isEqualTo("Unsupported request");
        HttpResponse<String> decisions = get(management("/health-decisions"));
        assertThat(decisions.statusCode()).isEqualTo(200);
        assertThat(decisions.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(get(management("/health-decisions?format=text")).headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    }

    @Test
    @RunAsClient
    void aPathNobodyServesIsAnUnsupportedRequest() throws Exception {
        HttpResponse<String> answer = get(extender("/nowhere"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Unsupported request");
    }

    @Test
    @RunAsClient
    void aMistakeOfOursIsA500WithoutItsDetails() throws Exception {
        HttpResponse<String> answer = get(extender("/failing/by-mistake"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body() + answer.headers().map())
                .contains("urn:uuid:")
                .doesNotContain("secret")
                .doesNotContain("Exception");
    }

    @Test
    @RunAsClient
    void anAnswerGivenOnPurposeIsKept() throws Exception {
        HttpResponse<String> answer = get(extender("/failing/on-purpose"));
        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.body()).isEqualTo("a teapot");
    }

    @Test
    @RunAsClient
    void noHeaderTellsWhatServes() throws Exception {
        assertThat(get(extender("/metrics")).headers().map())
                .doesNotContainKeys("server", "x-powered-by", "set-cookie");
    }

    private static String extender(String path) {
        return "http://127.0.0.1:" + System.getProperty("container.extender.port") + "/" + NAME + path;
    }

    private static String management(String path) {
        return "http://127.0.0.1:" + System.getProperty("container.management.port") + path;
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), ofString());
        }
    }
}
