package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.storage.DriverId;
import org.storkee.storage.PodPatch;
import org.storkee.testing.ManagedExecutors;

/** Whole reviews, with an API server that has the claims the cache lacks. */
class WebhookTest {
    private final AdmissionWorld world = new AdmissionWorld();
    private final Webhook webhook = new Webhook();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean cached = true;
    private boolean slow;
    private boolean writes = true;
    private HttpServer apiServer;

    @BeforeEach
    void start() throws IOException {
        apiServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        apiServer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        apiServer.createContext("/api/v1/namespaces/default/persistentvolumeclaims/", this::answer);
        apiServer.start();
        webhook.client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(
                                "http://127.0.0.1:" + apiServer.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        webhook.settings = WebhookObjectTest.settings(null);
        webhook.executor = ManagedExecutors.virtual();
        webhook.metrics = new AdmissionMetrics() {
            @Override
            void answered(Outcome outcome) {
                outcomes.add(outcome);
            }
        };
        webhook.actions = new AdmissionActions() {
            @Override
            boolean ensure(ConfigMap wanted) {
                written.add(wanted.getMetadata().getName());
                if (!writes) {
                    throw new IllegalStateException("forbidden");
                }
                return true;
            }
        };
        webhook.cache = new Cache();
        webhook.drivers = new Drivers();
    }

    @AfterEach
    void stop() {
        end.countDown();
        webhook.client.close();
        apiServer.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (slow) {
                end.await();
            }
            String path = exchange.getRequestURI().getPath();
            PersistentVolumeClaim claim = world.claim("default", path.substring(path.lastIndexOf('/') + 1));
            byte[] body =
                    claim == null ? new byte[0] : Serialization.asJson(claim).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(claim == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Cache extends WorldCache {
        Cache() {
            super(world);
        }

        @Override
        public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
            return cached ? super.claim(namespace, name) : null;
        }
    }

    private final class Drivers extends WorldDrivers {
        Drivers() {
            super(world);
        }

        /** As Portworx wants for virtual machines. */
        @Override
        public List<PodPatch> patches(Set<DriverId> owners, Pod pod, String namespace) {
            ConfigMap needed = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName("px-statfs")
                    .endMetadata()
                    .build();
            return owners.isEmpty()
                    ? List.of()
                    : List.of(new PodPatch(
                            List.of(new PodPatch.Operation("/metadata/labels/portworx.io~1statfs", "true")), needed));
        }
    }

    /** What the answer says to change, as text. */
    private String review(String volumes, boolean dryRun) throws IOException {
        String pod = Serialization.asJson(AdmissionWorld.pod(volumes));
        String body = """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
                 "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
                 "namespace":"default","operation":"CREATE","dryRun":%s,"object":%s}}""".formatted(dryRun, pod);
        Object[] answer = webhook.review(body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer[0]).isEqualTo(200);
        JsonNode patch = new ObjectMapper().readTree((byte[]) answer[2]).at("/response/patch");
        return patch.isMissingNode() ? "" : new String(patch.binaryValue(), StandardCharsets.UTF_8);
    }

    @Test
    void whatADriverNeedsIsWrittenBeforeThePodIsChanged() throws IOException {
        assertThat(review("claim:bound-ours", false)).contains("statfs", "schedulerName");
        assertThat(written).containsExactly("px-statfs");
    }

    @Test
    void aDryRunShowsTheChangesAndWritesNothing() throws IOException {
        assertThat(review("claim:bound-ours", true)).contains("statfs", "schedulerName");
        assertThat(written).isEmpty();
    }

    @Test
    void aPodThatCouldNotStartWithTheChangesGetsTheSchedulerAlone() throws IOException {
        writes = false;
        assertThat(review("claim:bound-ours", false)).contains("schedulerName").doesNotContain("statfs");
    }

    @Test
    void aClaimThatTheCacheLacksIsReadAndJudged() throws IOException {
        cached = false;
        assertThat(review("claim:bound-foreign", false)).isEmpty();
        assertThat(review("claim:bound-ours", false)).contains("schedulerName");
        assertThat(review("claim:not-there", false)).contains("schedulerName");
        assertThat(outcomes).containsExactly(Outcome.NOT_STORAGE, Outcome.STORK, Outcome.UNSURE);
    }

    @Test
    void anApiServerThatDoesNotAnswerIsNotWaitedForLongerThanItWaitsItself() throws IOException {
        cached = false;
        slow = true;
        long start = System.nanoTime();
        assertThat(review("claim:bound-foreign claim:pending-foreign", false)).contains("schedulerName");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(outcomes).containsExactly(Outcome.UNSURE);
    }
}
