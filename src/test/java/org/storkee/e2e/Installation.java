package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.cluster.ImagePod;
import org.storkee.testing.cluster.ImageTree;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.Ports;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.TcpBalancer;
import org.storkee.testing.cluster.TestCluster;

/**
 * What {@code kubectl apply -k deploy} makes of a cluster. Played kubelets run its pods, so the programs run beside them:
 * three servers from the image's tree with the container's variables, behind one address as the Service has, and the
 * scheduler with the configuration, account and election that are shipped. Only addresses differ from a real cluster.
 */
final class Installation implements AutoCloseable {
    private static final String SYSTEM = "kube-system";
    private static final int SERVERS = 3;

    final List<ImagePod> servers;
    private final TestCluster cluster;
    private final List<TcpBalancer> services;
    private final Scheduler scheduler;

    Installation(TestCluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.addNodes(NodeGroup.of("machine", SERVERS).zones("a", "b", "c"));
        Path certificates = certificates();
        secret("stork-tls", certificates, "tls.crt", "tls.key", "ca.crt");
        secret("stork-scheduler-tls", certificates, "ca.crt");
        cluster.kubectl("apply", "-k", "deploy");
        for (String deployment : List.of("stork", "stork-scheduler")) {
            cluster.kubectl("-n", SYSTEM, "rollout", "status", "--timeout=90s", "deployment/" + deployment);
        }
        int extender = Ports.free();
        int webhook = Ports.free();
        Map<String, String> variables = variables();
        variables.put("STORK_ADMISSION_PORT", Integer.toString(webhook));
        variables.put("STORK_ADMISSION_URL", "https://127.0.0.1:" + webhook + "/mutate");
        servers = IntStream.range(0, SERVERS)
                .mapToObj(i -> new ImagePod(
                        cluster,
                        ImageTree.ofThisBuild(),
                        ImagePod.Spec.running("installed-" + i, List.of("/opt/stork/bin/stork"))
                                .with(variables)
                                .mounting(Map.of(variables.get("STORK_TLS_DIR"), certificates))
                                .at(address(i), extender)))
                .toList();
        CompletableFuture.allOf(servers.stream()
                        .map(server -> CompletableFuture.runAsync(server::start))
                        .toArray(CompletableFuture[]::new))
                .join();
        List<TcpBalancer.Backend> backends = IntStream.range(0, SERVERS)
                .mapToObj(i ->
                        new TcpBalancer.Backend(address(i), () -> servers.get(i).status("/health/ready") == 200))
                .toList();
        services = List.of(TcpBalancer.on(webhook, backends), TcpBalancer.on(extender, backends));
        scheduler = cluster.startScheduler(SchedulerOptions.asking("https://127.0.0.1:" + extender, "stork")
                .withTls(new SchedulerOptions.Tls(cluster.certificates().authority(), Optional.empty()))
                .withShippedApiLimits()
                .withShippedAccount());
        await().atMost(Duration.ofSeconds(60)).until(this::isRegistered);
    }

    /** Whether the API server knows the webhook. */
    boolean isRegistered() {
        return new WebhookCalls(cluster.client(), "").registered() != null;
    }

    /** What the manifest says, with the namespace filled in as Kubernetes does. */
    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        for (EnvVar variable : cluster.client()
                .apps()
                .deployments()
                .inNamespace(SYSTEM)
                .withName("stork")
                .require()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()) {
            variables.put(variable.getName(), variable.getValue() == null ? SYSTEM : variable.getValue());
        }
        return variables;
    }

    private static String address(int server) {
        return "127.0.2." + (server + 1);
    }

    /** The files of the Secret {@code stork-tls}, as a volume shows them to the pod's group. */
    private Path certificates() throws IOException {
        Certificates.Identity identity = cluster.certificates().server("stork-service.kube-system.svc");
        Path folder = Files.createDirectories(cluster.folder().resolve("installed-tls"));
        Map<String, Path> files = Map.of(
                "tls.crt", identity.certificate(),
                "tls.key", identity.key(),
                "ca.crt", cluster.certificates().authority());
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path copy = Files.copy(file.getValue(), folder.resolve(file.getKey()));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        }
        return folder;
    }

    private void secret(String name, Path folder, String... files) {
        List<String> words = Stream.concat(
                        Stream.of("-n", SYSTEM, "create", "secret", "generic", name),
                        Stream.of(files).map(file -> "--from-file=" + folder.resolve(file)))
                .toList();
        cluster.kubectl(words.toArray(String[]::new));
    }

    @Override
    public void close() {
        scheduler.close();
        services.forEach(TcpBalancer::close);
        servers.forEach(ImagePod::close);
    }
}
