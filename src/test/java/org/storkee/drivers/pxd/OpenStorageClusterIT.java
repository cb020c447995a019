package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.TestDiscovery;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.TestClock;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.openstorage.FakeNode;
import org.storkee.testing.openstorage.FakeVolume;
import org.storkee.testing.openstorage.OpenStorageServer;

/** One Portworx cluster observed through the real SDK server: addresses, tokens, trust, answers of every kind. */
@ClusterTest
class OpenStorageClusterIT {
    private static final DriverId DRIVER = new DriverId("pxd", "test");
    private static final String NAMESPACE = "default";

    private final KubernetesClient client;
    private final TestClock clock = new TestClock();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(executor));
    private List<PxdCluster.Claimed> claimed = List.of();

    @TempDir
    Path folder;

    OpenStorageClusterIT(TestCluster cluster) {
        client = cluster.client();
    }

    @BeforeEach
    void setTheClock() {
        // Tokens are judged by the server's clock, which is the real one.
        clock.pass(Duration.between(clock.instant(), java.time.Instant.now()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        client.services().inNamespace(NAMESPACE).withName("px").delete();
        client.secrets().inNamespace(NAMESPACE).withName("px-ca").delete();
    }

    private OpenStorageServer start(OpenStorageServer.Options options) {
        OpenStorageServer server = options.start(folder, "openstorage-" + open.size());
        open.add(server);
        server.setNodes(List.of(FakeNode.of("a"), FakeNode.of("b"), FakeNode.of("c")));
        server.putVolume(new FakeVolume("1", "pvc-1", "px-a", "px-b").label("namespace", "shop"));
        return server;
    }

    private OpenStorageServer start() {
        return start(new OpenStorageServer.Options());
    }

    private PxdCluster cluster(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.putIfAbsent("namespace", NAMESPACE);
        all.putIfAbsent("service", "px");
        PxdSettings settings =
                PxdSettings.read(key -> Optional.ofNullable(all.get(key.substring("stork.pxd.".length()))));
        String endpoint =
                settings.endpoints().isEmpty() ? null : settings.endpoints().getFirst();
        PxdCluster cluster = new PxdCluster(
                DRIVER,
                endpoint,
                new Gateways(client, settings),
                new SdkTokens(settings.secret(), settings.issuer(), clock),
                executor,
                () -> claimed);
        open.add(cluster);
        return cluster;
    }

    private PxdCluster cluster(OpenStorageServer server) {
        return cluster(Map.of("endpoint", server.url()));
    }

    @Test
    void machinesAndVolumesAreSeen() throws Exception {
        OpenStorageServer server = start();
        server.setNodes(List.of(
                new FakeNode("px-a", "STATUS_OK", "a", "A.Example.org", "192.168.0.1", "10.0.0.1"),
                new FakeNode("px-b", "STATUS_NOT_IN_QUORUM", "b", "b", "", "")));
        server.setVolumes(List.of(
                new FakeVolume("1", "pvc-1", "px-a", "px-b", "px-lost")
                        .attachedOn("px-a")
                        .current("px-a", "px-lost"),
                new FakeVolume("2", "pvc-2", "px-a")
                        .sharedByService()
                        .specificationLabels(Map.of("winshare", "false", "stork.libopenstorage.org/a", "1"))
                        .label("winshare", "true"),
                new FakeVolume("3", "pvc-3").shared(),
                new FakeVolume("4", "pvc-4", "px-a").state("VOLUME_STATE_DELETED"),
                new FakeVolume("5", "pvc-5", "px-a").inTrashcan(),
                new FakeVolume("6", "pvc-6").replicaSets(List.of(List.of("px-a", "px-b"), List.of("px-b")))));
        PxdCluster cluster = cluster(server);

        StorageView view = cluster.observe();

        assertThat(view.nodes()).extracting(StorageNode::id).containsExactly("px-a", "px-b");
        assertThat(view.nodes()).extracting(StorageNode::state).containsExactly(NodeState.ONLINE, NodeState.OFFLINE);
        assertThat(view.nodes()).extracting(StorageNode::fenced).containsExactly(false, true);
        assertThat(view.nodes()).extracting(StorageNode::rawStatus).contains("STATUS_NOT_IN_QUORUM");
        assertThat(view.nodes().getFirst().hostname()).isEqualTo("a.example.org");
        assertThat(view.nodes().getFirst().addresses()).containsExactly("192.168.0.1", "10.0.0.1");
        assertThat(view.volumes()).containsOnlyKeys("1", "2", "3", "6");
        assertThat(view.volumes().get("1"))
                .isEqualTo(new Volume(
                        "1",
                        List.of(
                                new Replica("px-a", ReplicaState.UP_TO_DATE),
                                new Replica("px-b", ReplicaState.SYNCING),
                                new Replica("px-lost", ReplicaState.UP_TO_DATE)),
                        List.of("px-a"),
                        false,
                        Map.of(),
                        VolumeCondition.NORMAL));
        assertThat(view.volumes().get("2").remoteAccess()).isTrue();
        assertThat(view.volumes().get("2").labels())
                .isEqualTo(Map.of("winshare", "true", "stork.libopenstorage.org/a", "1"));
        assertThat(view.volumes().get("3").replicas()).isEmpty();
        assertThat(view.volumes().get("3").remoteAccess()).isFalse();
        assertThat(view.volumes().get("6").replicas()).extracting(Replica::node).containsExactly("px-a", "px-b");
        assertThat(cluster.key("pvc-1")).isEqualTo("1");
        assertThat(cluster.key("unknown")).isEqualTo("unknown");
        assertThat(cluster.observe()).isEqualTo(view);
    }

    @ParameterizedTest
    @EnumSource(
            value = OpenStorageServer.Mode.class,
            names = {"UNAVAILABLE", "GARBAGE", "CUT", "ENDLESS"})
    void anAnswerThatIsNoneFailsAndTheNextGoodOneIsUsed(OpenStorageServer.Mode mode) throws Exception {
        OpenStorageServer server = start();
        PxdCluster cluster = cluster(server);
        StorageView good = cluster.observe();
        server.setMode(mode);
        assertThatThrownBy(cluster::observe).isInstanceOf(IOException.class).hasMessageContaining(server.url());
        server.setMode(OpenStorageServer.Mode.OK);
        assertThat(cluster.observe()).isEqualTo(good);
    }

    @Test
    void aServerThatHangsIsLeftWhenTheThreadIsInterrupted() throws Exception {
        OpenStorageServer server = start();
        PxdCluster cluster = cluster(server);
        server.setMode(OpenStorageServer.Mode.HANG);
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                cluster.observe();
            } catch (Exception e) {
                told.set(e);
            }
        });
        org.awaitility.Awaitility.await().until(() -> server.calls("GET /v1/clusters/inspectcurrent") > 0);
        asking.interrupt();
        assertThat(asking.join(Duration.ofSeconds(5))).isTrue();
        assertThat(told.get()).isInstanceOfAny(InterruptedException.class, IOException.class);
    }

    @Test
    void aMachineOutsideTheQuorumIsNotBelieved() throws Exception {
        OpenStorageServer server = start();
        PxdCluster cluster = cluster(server);
        server.setClusterStatus("STATUS_NOT_IN_QUORUM");
        server.setStatus("px-b", "STATUS_OFFLINE");
        assertThatThrownBy(cluster::observe)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("STATUS_NOT_IN_QUORUM", "does not count");
        server.setClusterStatus("STATUS_OK");
        assertThat(cluster.observe().nodes().get(1).state()).isEqualTo(NodeState.OFFLINE);
    }

    @Test
    void aServerThatIsAwayAndBackIsAskedAgain() throws Exception {
        OpenStorageServer server = start();
        PxdCluster cluster = cluster(server);
        cluster.observe();
        server.stop();
        assertThatThrownBy(cluster::observe).isInstanceOf(IOException.class).hasMessageContaining(server.url());
        server.start();
        server.putNode(FakeNode.of("new"));
        assertThat(cluster.observe().nodes()).extracting(StorageNode::id).containsExactly("px-new");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {"stork.openstorage.io", "apps.portworx.io", "operator.portworx.io"})
    void tokensOfEveryIssuerAreAcceptedAndUsedAgain(String issuer) throws Exception {
        OpenStorageServer server = start(new OpenStorageServer.Options().withTokens("hush-hush", issuer));
        PxdCluster cluster =
                cluster(Map.of("endpoint", server.url(), "shared-secret", "hush-hush", "jwt-issuer", issuer));
        assertThat(cluster.observe().nodes()).hasSize(3);
        assertThat(cluster.observe().volumes()).hasSize(1);
        assertThat(server.tokens()).isEqualTo(1);
    }

    @Test
    void aRotatedSecretIsReadAgainOnceItsTokenIsRefused() throws Exception {
        OpenStorageServer server =
                start(new OpenStorageServer.Options().withTokens("first-secret", "stork.openstorage.io"));
        Path file = Files.writeString(folder.resolve("secret"), "first-secret");
        PxdCluster cluster = cluster(Map.of("endpoint", server.url(), "shared-secret-file", file.toString()));
        StorageView view = cluster.observe();

        server.setSecret("second-secret");
        assertThatThrownBy(cluster::observe)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(server.url(), "403")
                .message()
                .doesNotContain("first-secret", "second-secret", "eyJ");
        Files.writeString(file, "second-secret");
        assertThat(cluster.observe()).isEqualTo(view);
    }

    @Test
    void anIssuerThatPortworxDoesNotTrustIsTold() {
        OpenStorageServer server = start(new OpenStorageServer.Options().withTokens("hush-hush", "apps.portworx.io"));
        PxdCluster cluster = cluster(Map.of("endpoint", server.url(), "shared-secret", "hush-hush"));
        assertThatThrownBy(cluster::observe)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("401", "stork.pxd.jwt-issuer", "not a trusted issuer");
    }

    @Test
    void theServiceNamesThePort() throws Exception {
        OpenStorageServer server = start();
        service("px-sdk", 1, "px-api", 2, "px-rest-gateway", server.port());
        assertThat(cluster(Map.of()).observe().nodes()).hasSize(3);
    }

    @Test
    void upstreamsPortIsTakenWhereTheServiceHasNoOther() throws Exception {
        OpenStorageServer server = start();
        service("px-sdk", 1, "px-api", server.port(), "px-api-tls", 2);
        assertThat(cluster(Map.of()).observe().nodes()).hasSize(3);
    }

    @Test
    void aServiceThatMovedIsFoundAgain() throws Exception {
        OpenStorageServer first = start();
        service("px-rest-gateway", first.port());
        PxdCluster cluster = cluster(Map.of());
        cluster.observe();
        OpenStorageServer second = start();
        second.putNode(FakeNode.of("d"));
        first.stop();
        service("px-rest-gateway", second.port());
        assertThatThrownBy(cluster::observe).isInstanceOf(IOException.class);
        assertThat(cluster.observe().nodes()).hasSize(4);
    }

    @Test
    void whatIsMissingIsTold() {
        assertThatThrownBy(() -> cluster(Map.of()).observe())
                .hasMessageContainingAll("Service default/px does not exist", "stork.pxd.endpoint");
        service("px-sdk", 1);
        assertThatThrownBy(() -> cluster(Map.of()).observe())
                .hasMessage("Service default/px has no port named px-rest-gateway or px-api");
        assertThatThrownBy(() -> cluster(Map.of("endpoint", "h:1", "tls", "true", "ca-secret", "px-ca"))
                        .observe())
                .hasMessage("Secret default/px-ca does not exist");
        assertThatThrownBy(() -> cluster(Map.of("endpoint", "no host")).observe())
                .hasMessageContaining("stork.pxd.endpoint");
    }

    @Test
    void theCertificateMustBeOfTheAuthorityInTheSecret() throws Exception {
        Certificates authority = new Certificates(folder.resolve("pki"));
        Certificates.Identity identity = authority.server("px");
        OpenStorageServer server = start(new OpenStorageServer.Options()
                .withTls(new OpenStorageServer.Certificate(identity.certificate(), identity.key())));
        authority(new Certificates(folder.resolve("other")));
        PxdCluster cluster = cluster(Map.of(
                "endpoint",
                "127.0.0.1:" + server.port(),
                "tls",
                "true",
                "ca-secret",
                "px-ca",
                "ca-secret-key",
                "ca.crt"));
        assertThatThrownBy(cluster::observe).isInstanceOf(IOException.class).hasMessageContaining("PKIX");
        authority(authority);
        assertThat(cluster.observe().nodes())
                .as("a renewed authority needs no restart")
                .hasSize(3);
    }

    @Test
    void volumesThatDoNotFitThroughTheGatewayAreAskedForInParts() throws Exception {
        OpenStorageServer server = start(new OpenStorageServer.Options().withMaxBytes(16_000));
        List<FakeVolume> volumes = new ArrayList<>();
        List<PxdCluster.Claimed> known = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            // 40 in each of five namespaces fit; the sixth has 199, which do not; one has no namespace at all
            String namespace = i == 399 ? "" : i < 200 ? "ns-" + i % 5 : "big";
            FakeVolume volume = new FakeVolume("id-" + i, "pvc-" + i, "px-a", "px-b");
            volumes.add(namespace.isEmpty() ? volume : volume.label("namespace", namespace));
            known.add(new PxdCluster.Claimed(namespace, i % 2 == 0 ? "id-" + i : "pvc-" + i));
        }
        known.add(new PxdCluster.Claimed("ns-1", "deleted-meanwhile"));
        server.setVolumes(volumes);
        claimed = known;
        PxdCluster cluster = cluster(server);

        assertThat(cluster.observe().volumes())
                .containsOnlyKeys(
                        IntStream.range(0, 400).mapToObj(i -> "id-" + i).toArray(String[]::new));
        assertThat(cluster.observe().volumes()).hasSize(400);

        server.putVolume(new FakeVolume("id-unclaimed", "named-in-a-pod", "px-c"));
        cluster.ask("named-in-a-pod");
        assertThat(cluster.observe().volumes()).hasSize(401).containsKey("id-unclaimed");
        server.deleteVolume("id-unclaimed");
        assertThat(cluster.observe().volumes()).hasSize(400);
    }

    @Test
    void aVolumeBelongsToTheClusterThatShowsIt() throws Exception {
        OpenStorageServer first = start();
        OpenStorageServer second = start();
        second.setVolumes(List.of(new FakeVolume("2", "pvc-2", "px-b")));
        PxdDriver driver = new PxdDriver();
        driver.client = client;
        driver.clock = clock;
        driver.discovery = new TestDiscovery();
        driver.background = ManagedExecutors.virtual();
        String both = first.url() + "," + second.url();
        driver.configure(PxdSettings.read(key -> Optional.ofNullable(key.equals("stork.pxd.endpoint") ? both : null)));
        for (PolledInstance instance : driver.instances()) {
            assertThat(instance.observe().volumes()).hasSize(1);
        }
        assertThat(driver.owner(TestVolumes.csi("pvc-1", "pxd.portworx.com", "1")))
                .isEqualTo(new DriverId("pxd", "127.0.0.1:" + first.port()));
        assertThat(driver.owner(TestVolumes.csi("pvc-2", "pxd.portworx.com", "pvc-2")))
                .isEqualTo(new DriverId("pxd", "127.0.0.1:" + second.port()));
        assertThat(driver.volumeKey(TestVolumes.csi("pvc-2", "pxd.portworx.com", "pvc-2")))
                .isEqualTo("2");
        driver.stop();
    }

    private void authority(Certificates authority) throws IOException {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("px-ca")
                        .endMetadata()
                        .addToStringData("ca.crt", Files.readString(authority.authority()))
                        .build())
                .serverSideApply();
    }

    private void service(Object... namesAndPorts) {
        ServiceBuilder service = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("px")
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName("127.0.0.1")
                .endSpec();
        for (int i = 0; i < namesAndPorts.length; i += 2) {
            service.editSpec()
                    .addNewPort()
                    .withName((String) namesAndPorts[i])
                    .withPort((Integer) namesAndPorts[i + 1])
                    .endPort()
                    .endSpec();
        }
        client.services().inNamespace(NAMESPACE).withName("px").delete();
        client.resource(service.build()).create();
    }
}
