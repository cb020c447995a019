package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.cluster.LastChange;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Ports;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * The webhook as the real API server calls it: registered by Stork itself, with its own authority, under its own account
 * and the shipped roles. Certificates live for half a minute, so that they are renewed while everything else is looked at.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdmissionClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LAST = Integer.MAX_VALUE - 10;

    private final Testbed bed;
    private final StorkServer stork;
    private final WebhookCalls webhook;
    private final int port = Ports.free();

    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(2);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Set<Certificate> shown = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Set<Certificate> authorities = Collections.synchronizedSet(new LinkedHashSet<>());

    /** {@code scheduled}: the server that the schedulers {@code stork} and {@code default-scheduler} ask. */
    AdmissionClusterIT(TestCluster cluster, StorkServer scheduled) {
        assertThat(scheduled.isReady()).isTrue();
        bed = new Testbed(cluster, "admission", 3, 32);
        String url = "https://127.0.0.1:" + port;
        webhook = new WebhookCalls(cluster.client(), url);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-admission")
                        .with("stork.admission", "on")
                        .with("stork.admission.port", Integer.toString(port))
                        .with("stork.admission.url", url + "/mutate")
                        .with("stork.admission.certificate-lifetime", "30s")
                        .with("stork.admission.authority-lifetime", "45s")
                        .with("stork.health.mode", "off")
                        .with("stork.leader-election.name", "stork-admission"));
    }

    @BeforeAll
    void awaitTheWebhookAndBeginToCall() {
        bed.volume("data", Map.of(), 2);
        await().atMost(SOON).until(() -> webhook.registered() != null);
        await().atMost(SOON).until(() -> "stork".equals(admitted(pod(null, "first", "data"))));
        callers.scheduleWithFixedDelay(() -> call(this::callThroughTheApiServer), 0, 50, TimeUnit.MILLISECONDS);
        callers.scheduleWithFixedDelay(() -> call(this::callDirectly), 0, 50, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    void remove() {
        callers.shutdownNow();
        stork.close();
        webhook.unregister();
        bed.client.storage().v1().storageClasses().withName("admission-foreign").delete();
        bed.close();
    }

    private Pod pod(@Nullable String scheduler, String name, String... claims) {
        return Workload.pod(bed, scheduler, name, claims);
    }

    /** The scheduler that a pod would have, were it created. */
    private String admitted(Pod pod) {
        return bed.client.resource(pod).dryRun().create().getSpec().getSchedulerName();
    }

    private interface Call {
        void run() throws Exception;
    }

    private void call(Call call) {
        try {
            call.run();
            calls.incrementAndGet();
        } catch (Exception | AssertionError e) {
            if (!callers.isShutdown()) {
                failures.add(String.valueOf(e));
            }
        }
    }

    private void callThroughTheApiServer() {
        assertThat(admitted(pod(null, "called", "data"))).isEqualTo("stork");
    }

    private void callDirectly() throws Exception {
        authorities.addAll(webhook.authorities());
        WebhookCalls.Answer answer = webhook.call("POST", "/mutate", "{}");
        assertThat(answer.status()).isEqualTo(400);
        shown.add(answer.shown());
    }

    @Test
    void aPodThatNamesNoSchedulerIsPlacedNextToItsDataByStork() {
        bed.create(List.of(pod(null, "placed", "data")));
        assertThat(bed.placed("placed", SOON)).isEqualTo(bed.node(2));
        assertThat(bed.client
                        .pods()
                        .inNamespace(bed.name)
                        .withName("placed")
                        .get()
                        .getSpec()
                        .getSchedulerName())
                .isEqualTo("stork");
    }

    /** The controller makes each pod a moment after its claim: some of those are not in the cache yet. */
    @Test
    void podsOfASetAreMutatedThoughTheirClaimsAreAMomentOld() {
        String storageClass = bed.storageClass("waits", true, Map.of());
        bed.create(List.of(Workload.set(bed, null, "db", 8, storageClass)));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.client.pods().inNamespace(bed.name).list().getItems().stream()
                                .filter(pod -> pod.getMetadata().getName().startsWith("db-"))
                                .toList())
                        .hasSize(8)
                        .allSatisfy(pod ->
                                assertThat(pod.getSpec().getSchedulerName()).isEqualTo("stork"))
                        .allSatisfy(
                                pod -> assertThat(pod.getSpec().getNodeName()).isNotEmpty()));
    }

    @Test
    void aDryRunIsMutatedAndLeavesNothing() {
        assertThat(admitted(pod(null, "dry", "data"))).isEqualTo("stork");
        assertThat(bed.placements()).doesNotContainKey("dry");
    }

    @Test
    void podsThatAreNotForStorkStayAsTheyAre() {
        Pod storage = pod(null, "other", "data");
        assertThat(admitted(pod(null, "none"))).isEqualTo("default-scheduler");
        assertThat(admitted(pod("volcano", "chosen", "data"))).isEqualTo("volcano");
        assertThat(admitted(
                        Workload.annotated(storage, "stork.libopenstorage.org/disable-admission-controller", "true")))
                .isEqualTo("default-scheduler");
        assertThat(admitted(new PodBuilder(storage)
                        .editSpec()
                        .withNodeName(bed.node(1))
                        .endSpec()
                        .build()))
                .isEqualTo("default-scheduler");
    }

    @Test
    void claimsThatAreNotThereYetAreJudgedByTheirClassOrTakenForStork() {
        String storageClass = bed.storageClass("ephemeral", true, Map.of());
        assertThat(admitted(ephemeral(storageClass))).isEqualTo("stork");
        assertThat(admitted(ephemeral(foreign()))).isEqualTo("default-scheduler");
        assertThat(admitted(ephemeral("no-such-class"))).isEqualTo("stork");
        assertThat(admitted(pod(null, "early", "not-there-yet"))).isEqualTo("stork");
    }

    /** A class of a storage system that no driver knows. */
    private String foreign() {
        String name = "admission-foreign";
        bed.create(List.of(new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner("kubernetes.io/no-driver-knows-it")
                .build()));
        return name;
    }

    private Pod ephemeral(String storageClass) {
        Pod template = Workload.pod(bed, null, "ephemeral");
        var claim = Workload.claim(bed, "any", storageClass, "1Gi").getSpec();
        return new PodBuilder(template)
                .editSpec()
                .addNewVolume()
                .withName("scratch")
                .withNewEphemeral()
                .withNewVolumeClaimTemplate()
                .withSpec(claim)
                .endVolumeClaimTemplate()
                .endEphemeral()
                .endVolume()
                .endSpec()
                .build();
    }

    @Test
    void theRegistrationSaysWhatTheDocumentationPromises() {
        MutatingWebhook registered = webhook.registered().getWebhooks().getFirst();
        assertThat(registered.getName()).isEqualTo("webhook.stork.libopenstorage.org");
        assertThat(registered.getFailurePolicy()).isEqualTo("Ignore");
        assertThat(registered.getReinvocationPolicy()).isEqualTo("IfNeeded");
        assertThat(registered.getTimeoutSeconds()).isEqualTo(3);
        assertThat(registered.getMatchConditions()).hasSize(1);
        assertThat(registered
                        .getNamespaceSelector()
                        .getMatchExpressions()
                        .getFirst()
                        .getValues())
                .containsExactly("kube-system");
    }

    @Test
    void whatSomebodyElseChangedIsPutRightAndNotWrittenAgainAndAgain() {
        bed.client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookCalls.NAME)
                .edit(seen -> {
                    seen.getWebhooks().getFirst().setTimeoutSeconds(7);
                    return seen;
                });
        await().atMost(SOON)
                .until(() -> webhook.registered().getWebhooks().getFirst().getTimeoutSeconds() == 3);
        // The bundle changes with each new authority; nothing else is reason to write.
        assertThat(webhook.registered().getMetadata().getGeneration()).isLessThan(30);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /mutate, 405",
        "POST, /filter, 404",
        "POST, /prioritize, 404",
        "GET, /metrics, 404",
        "GET, /health/ready, 404",
        "GET, /, 404",
        "POST, /mutate/../filter, 404",
        "POST, /mutatex, 404",
        "GET, /WEB-INF/web.xml, 404",
        "GET, /mutate/../WEB-INF/web.xml, 404",
        "GET, /META-INF/MANIFEST.MF, 404"
    })
    void nothingButTheWebhookAnswersOnItsPort(String method, String path, int status) throws Exception {
        assertThat(webhook.call(method, path, method.equals("POST") ? "{}" : "").status())
                .isEqualTo(status);
    }

    /** Calls through the API server and direct ones go on meanwhile: the last but few tests finds them without a failure. */
    @Test
    void hundredsOfClientsThatNeverSpeakTlsHoldNobodyUpAndAreLetGo() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                silent.add(new Socket("127.0.0.1", port));
            }
            assertThat(webhook.call("POST", "/mutate", "{}").status()).isEqualTo(400);
            assertThat(admitted(pod(null, "beside", "data"))).isEqualTo("stork");
            for (Socket each : silent) {
                each.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
                // It may tell why, by an alert of TLS, and closes the connection.
                assertThat(each.getInputStream().readAllBytes()).hasSizeLessThan(100);
            }
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    @Test
    void aHeadLargerThanAnyCallersIsRefused() throws Exception {
        assertThat(webhook.call("GET", "/" + "x".repeat(100_000), "").status()).isBetween(400, 499);
        assertThat(webhook.call("POST", "/mutate", "{}").status()).isEqualTo(400);
    }

    @Test
    void theWebhookAnswersOnNoOtherPortAndNotInTheClear() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String other : List.of(stork.url(), stork.managementUrl())) {
                assertThat(http.send(post(other + "/mutate"), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(other)
                        .isEqualTo(404);
            }
            assertThatThrownBy(() -> http.send(
                            post("http://127.0.0.1:" + port + "/mutate"), HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(java.io.IOException.class);
        }
    }

    private static HttpRequest post(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
    }

    @Test
    @Order(LAST)
    void certificateAndAuthorityAreReplacedUnderCallsWithoutOneFailure() throws Exception {
        await().atMost(Duration.ofMinutes(3)).until(() -> authorities.size() >= 2 && shown.size() >= 3);
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(calls.get()).isGreaterThan(100);
        assertThat(stork.get(stork.managementUrl() + "/metrics").body())
                .contains(
                        "stork_admission_requests_total{", "outcome=\"stork\"", "stork_admission_certificate_seconds");
    }

    @Test
    @Order(LAST + 1)
    void aPodThatSlippedThroughIsToldAndCounted() {
        stork.pause();
        try {
            bed.create(List.of(pod(null, "slipped", "data")));
        } finally {
            stork.resume();
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(bed.told("slipped")).anyMatch(event -> event.startsWith("AdmissionMissed: ")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                stork.get(stork.managementUrl() + "/metrics").body())
                        .containsPattern("stork_admission_missed_total\\{[^}]*} 1.0"));
    }

    @Test
    @Order(LAST + 2)
    void aPodMadeAndBoundWhileNoReplicaRanIsToldAndNobodyIsCountedTwice() {
        stork.kill();
        // The API server's time is in seconds, and a webhook has a few to settle in.
        await().atMost(SOON)
                .until(() -> Instant.now()
                        .isAfter(LastChange.of(webhook.registered().getMetadata(), Instant.now())
                                .plusSeconds(7)));
        bed.create(List.of(pod(null, "outage", "data")));
        assertThat(bed.placed("outage", SOON)).isNotEmpty();
        stork.start();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(bed.told("outage")).anyMatch(event -> event.startsWith("AdmissionMissed: ")));
        // "slipped" is known from its event: this process has counted the other one alone.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                stork.get(stork.managementUrl() + "/metrics").body())
                        .containsPattern("stork_admission_missed_total\\{[^}]*} 1.0"));
    }

    @Test
    @Order(LAST + 3)
    void aStorkThatEndsLeavesItsRegistrationAndNobodyWaitsForIt() {
        stork.stop();
        assertThat(webhook.registered()).isNotNull();
        assertThat(admitted(pod(null, "alone", "data"))).isEqualTo("default-scheduler");
    }
}
