package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.openstorage.FakeNode;
import org.storkee.testing.openstorage.FakeVolume;
import org.storkee.testing.openstorage.OpenStorageServer;

/**
 * Portworx end to end: the packaged server, configured as Portworx's operator configures upstream Stork, finds the
 * OpenStorage SDK server by its Service, over HTTPS and with tokens, and a real scheduler places pods by its word.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PxdClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAME = "pxd";
    private static final String SYSTEM = "kube-system";
    private static final String DRIVER = "pxd:kube-system/portworx-service";
    private static final String FIRST = "the-first-shared-secret";
    private static final String SECOND = "the-second-shared-secret";

    private final TestCluster cluster;
    private final KubernetesClient client;
    private final List<Node> nodes;
    private final OpenStorageServer portworx;
    private final Path secret;
    private final StorkServer stork;
    private final Scheduler scheduler;
    private final ExtenderHttp http;

    PxdClusterIT(TestCluster cluster) throws IOException {
        this.cluster = cluster;
        client = cluster.client();
        StorkServer.install(cluster);
        nodes = cluster.addNodes(NodeGroup.of(NAME, 3).label("test", NAME));
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .build())
                .create();
        Certificates.Identity identity = cluster.certificates().server("portworx");
        portworx = new OpenStorageServer.Options()
                .withTokens(FIRST, "apps.portworx.io")
                .withTls(new OpenStorageServer.Certificate(identity.certificate(), identity.key()))
                .start(cluster.folder(), "openstorage-" + NAME);
        cluster.closeWithCluster(portworx);
        fill();
        publishAddressAndAuthority();
        secret = Files.writeString(cluster.folder().resolve("portworx-secret"), FIRST);
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-" + NAME)
                        .withEnvironment("PX_NAMESPACE", SYSTEM)
                        .withEnvironment("PX_SERVICE_NAME", "portworx-service")
                        .withEnvironment("PX_ENABLE_TLS", "true")
                        .withEnvironment("PX_CA_CERT_SECRET", "px-ca-cert-secret")
                        .withEnvironment("PX_CA_CERT_SECRET_KEY", "ca.crt")
                        .withEnvironment("PX_JWT_ISSUER", "apps.portworx.io")
                        .with("stork.drivers", "pxd,declared")
                        .with("stork.pxd.shared-secret-file", secret.toString())
                        .with("stork.drivers.poll-interval", "500ms"));
        scheduler = cluster.startScheduler(stork.scheduler(NAME));
        http = new ExtenderHttp(stork.url());
    }

    @BeforeEach
    void everythingWorks() {
        if (!portworx.isAlive()) {
            portworx.start();
        }
        fill();
    }

    @AfterAll
    void remove() {
        scheduler.close();
        stork.close();
        portworx.close();
        client.pods().inNamespace(NAME).withGracePeriod(0).delete();
        client.persistentVolumeClaims().inNamespace(NAME).delete();
        client.persistentVolumes().withLabel("test", NAME).delete();
        client.namespaces().withName(NAME).delete();
        client.services().inNamespace(SYSTEM).withName("portworx-service").delete();
        client.secrets().inNamespace(SYSTEM).withName("px-ca-cert-secret").delete();
        cluster.removeNodes(nodes);
    }

    /** Three machines, and a volume with its only replica on each: by CSI, in-tree by id, in-tree by name. */
    private void fill() {
        portworx.setNodes(List.of(FakeNode.of("pxd-1"), FakeNode.of("pxd-2"), FakeNode.of("pxd-3")));
        portworx.setVolumes(List.of(
                new FakeVolume("1001", "pvc-csi", "px-pxd-1").label("namespace", NAME),
                new FakeVolume("1002", "pvc-in-tree", "px-pxd-2"),
                new FakeVolume("1003", "pvc-by-name", "px-pxd-3"),
                new FakeVolume("1004", "pvc-two", "px-pxd-1", "px-pxd-2")));
    }

    private void publishAddressAndAuthority() throws IOException {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(SYSTEM)
                        .withName("portworx-service")
                        .endMetadata()
                        .withNewSpec()
                        .withType("ExternalName")
                        .withExternalName("localhost")
                        .addNewPort()
                        .withName("px-rest-gateway")
                        .withPort(portworx.port())
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(SYSTEM)
                        .withName("px-ca-cert-secret")
                        .endMetadata()
                        .addToStringData(
                                "ca.crt",
                                Files.readString(cluster.certificates().authority()))
                        .build())
                .create();
    }

    @Test
    void podsLandWhereTheirReplicasAreHoweverTheVolumeIsNamed() {
        claim(
                "csi",
                volume("pxd-csi")
                        .editSpec()
                        .withNewCsi()
                        .withDriver("pxd.portworx.com")
                        .withVolumeHandle("1001")
                        .endCsi()
                        .endSpec()
                        .build());
        claim("in-tree", inTree("pxd-in-tree", "1002"));
        claim("by-name", inTree("pxd-by-name", "pvc-by-name"));
        List.of("csi", "in-tree", "by-name")
                .forEach(name -> client.resource(pod(name, name)).create());

        assertThat(placed("csi")).isEqualTo("pxd-1");
        assertThat(placed("in-tree")).isEqualTo("pxd-2");
        assertThat(placed("by-name")).isEqualTo("pxd-3");
        for (String name : List.of("csi", "in-tree", "by-name")) {
            JsonNode told = explained(name);
            assertThat(told.at("/views/0/driver").asText()).isEqualTo(DRIVER);
            assertThat(told.at("/volumes/0/driver").asText()).isEqualTo(DRIVER);
            assertThat(told.at("/volumes/0/replicas")).hasSize(1);
        }
        int tokens = portworx.tokens();
        int rounds = portworx.calls("GET /v1/nodes/filters");
        await().atMost(SOON).until(() -> portworx.calls("GET /v1/nodes/filters") > rounds + 3);
        assertThat(portworx.tokens()).as("no new token for a round").isEqualTo(tokens);
    }

    @Test
    void aVolumeThatThePodNamesItselfCountsToo() {
        client.resource(new PodBuilder(pod("in-line", "none"))
                        .editSpec()
                        .withVolumes(new VolumeBuilder()
                                .withName("data")
                                .withNewPortworxVolume()
                                .withVolumeID("1003")
                                .endPortworxVolume()
                                .build())
                        .endSpec()
                        .build())
                .create();
        assertThat(placed("in-line")).isEqualTo("pxd-3");
    }

    @Test
    void aMachineThatPortworxCallsOfflineTakesNoPodAndItsOtherReplicaDoes() {
        claim("two", inTree("pxd-two", "1004"));
        portworx.setStatus("px-pxd-1", "STATUS_OFFLINE");
        Pod pod = pod("two", "two");
        http.awaitKept(pod, names(), List.of("pxd-2", "pxd-3"));
        client.resource(pod).create();
        assertThat(placed("two")).isEqualTo("pxd-2");
    }

    @Test
    void aRotatedSecretNeedsNoRestart() throws IOException {
        portworx.setSecret(SECOND);
        await().atMost(SOON).until(() -> failures() > 0);
        Files.writeString(secret, SECOND);
        portworx.setStatus("px-pxd-3", "STATUS_MAINTENANCE");
        claim("rotated", inTree("pxd-rotated", "1004"));
        http.awaitKept(pod("rotated", "rotated"), names(), List.of("pxd-1", "pxd-2"));
        assertThat(stork.process().output()).doesNotContain(FIRST, SECOND, "eyJ");
        assertThat(stork.get(stork.managementUrl() + "/health/ready").body()).doesNotContain(FIRST, SECOND, "eyJ");
        portworx.setSecret(FIRST);
        Files.writeString(secret, FIRST);
    }

    @Test
    void aServerThatIsGoneMakesTheViewAgeAndNobodyOffline() throws IOException {
        claim("away", inTree("pxd-away", "1002"));
        http.awaitKept(pod("away", "away"), names(), names());
        portworx.stop();
        await().atMost(SOON).until(() -> metric("stork_driver_view_age_seconds") > 3);
        assertThat(metric("stork_storage_nodes", "state=\"offline\"")).isZero();
        assertThat(metric("stork_storage_nodes", "state=\"online\"")).isEqualTo(3);
        assertThat(stork.get(stork.managementUrl() + "/health/ready").body())
                .contains("failure." + DRIVER, "https://localhost:" + portworx.port());
        client.resource(pod("away", "away")).create();
        assertThat(placed("away")).as("by the last view").isEqualTo("pxd-2");

        portworx.start();
        fill();
        await().atMost(SOON).until(() -> metric("stork_driver_view_age_seconds") < 2);
    }

    private static List<String> names() {
        return List.of("pxd-1", "pxd-2", "pxd-3");
    }

    private JsonNode explained(String pod) {
        return http.get("/explain?namespace=" + NAME + "&pod=" + pod, "application/json")
                .json();
    }

    private double failures() throws IOException {
        return metric("stork_driver_failures_total");
    }

    /** The value of the driver's series of this name and with these labels, or -1. */
    private double metric(String name, String... labels) throws IOException {
        return stork.get(stork.managementUrl() + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("driver=\"" + DRIVER + "\""))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1.0);
    }

    private String placed(String pod) {
        return await().atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            Pod found = client.pods()
                                    .inNamespace(NAME)
                                    .withName(pod)
                                    .get();
                            return found == null ? null : found.getSpec().getNodeName();
                        },
                        node -> node != null);
    }

    private static PersistentVolumeBuilder volume(String name) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", NAME)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("")
                .addToCapacity("storage", new Quantity("1Gi"))
                .withPersistentVolumeReclaimPolicy("Retain")
                .endSpec();
    }

    private static PersistentVolume inTree(String name, String volumeId) {
        return volume(name)
                .editSpec()
                .withNewPortworxVolume()
                .withVolumeID(volumeId)
                .endPortworxVolume()
                .endSpec()
                .build();
    }

    /** Makes the volume and a claim that is bound to it. */
    private void claim(String name, PersistentVolume volume) {
        client.resource(volume).create();
        client.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace(NAME)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName("")
                        .withVolumeName(volume.getMetadata().getName())
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
        await().atMost(SOON)
                .until(() -> "Bound"
                        .equals(client.persistentVolumeClaims()
                                .inNamespace(NAME)
                                .withName(name)
                                .get()
                                .getStatus()
                                .getPhase()));
    }

    private static Pod pod(String name, String claim) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAME)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(NAME)
                .withNodeSelector(Map.of("test", NAME))
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10")
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec()
                .build();
    }
}
