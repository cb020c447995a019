package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stork EE run from an {@link ImageTree} as its pod runs it: another user than root, a read-only root, volumes for what
 * it writes, the service account's files, the variables Kubernetes sets. Each has volumes of its own, empty at first, so
 * each start is a cold one. Not thread-safe.
 */
public final class ImagePod implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String NAMESPACE = "kube-system";

    private final Path folder;
    private final String address;
    private final int extenderPort;
    private final int managementPort = Ports.free();
    private final ManagedProcess process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * How one differs from another. Immutable: each method returns a changed copy.
     *
     * @param name names it, its log and its folder below the cluster's
     * @param command what is run in the tree, with its arguments
     * @param variables on top of what Kubernetes sets
     * @param volumes folders that appear in it, by their paths there
     * @param address where it listens: 127.0.0.1, or another of 127.x.y.z
     * @param extenderPort 0 for any free one
     */
    public record Spec(
            String name,
            List<String> command,
            Map<String, String> variables,
            Map<String, Path> volumes,
            String address,
            int extenderPort) {
        public static Spec running(String name, List<String> command) {
            return new Spec(name, command, Map.of(), Map.of(), "127.0.0.1", 0);
        }

        public Spec with(Map<String, String> all) {
            return new Spec(name, command, all, volumes, address, extenderPort);
        }

        public Spec mounting(Map<String, Path> all) {
            return new Spec(name, command, variables, all, address, extenderPort);
        }

        public Spec at(String other, int port) {
            return new Spec(name, command, variables, volumes, other, port);
        }
    }

    /** Prepares one; nothing runs yet. What it needs in the cluster must be there. */
    public ImagePod(TestCluster cluster, ImageTree tree, Spec spec) {
        address = spec.address;
        extenderPort = spec.extenderPort == 0 ? Ports.free() : spec.extenderPort;
        folder = cluster.folder().resolve(spec.name);
        URI api = URI.create(cluster.client().getMasterUrl().toString());
        Map<String, String> environment = new HashMap<>(Map.of(
                "KUBERNETES_SERVICE_HOST", api.getHost(),
                "KUBERNETES_SERVICE_PORT", Integer.toString(api.getPort()),
                "STORK_SERVICE_SERVICE_HOST", "10.0.0.7",
                "STORK_PORT", "tcp://10.0.0.7:8099",
                "STORK_HOST", address,
                "STORK_EXTENDER_PORT", Integer.toString(extenderPort),
                "STORK_MANAGEMENT_PORT", Integer.toString(managementPort)));
        environment.putAll(spec.variables);
        List<String> words = new ArrayList<>(
                List.of(ImageTree.script("enter"), "run", tree.folder().toString()));
        environment.forEach((variable, value) -> words.addAll(List.of("--env", variable + "=" + value)));
        try {
            words.addAll(List.of("--bind", writable("work") + ":/var/stork", "--bind", writable("tmp") + ":/tmp"));
            spec.volumes.forEach((path, mounted) -> words.addAll(List.of("--bind", mounted + ":" + path)));
            words.addAll(List.of("--bind", serviceAccount(cluster) + ":/var/run/secrets/kubernetes.io/serviceaccount"));
        } catch (IOException e) {
            throw new ClusterException("cannot prepare " + folder + ": " + e, e);
        }
        words.addAll(spec.command);
        process = new ManagedProcess(spec.name, cluster.folder(), words, Map.of());
    }

    /** Starts it and returns how many seconds it took until it was ready. */
    public double start() {
        long start = System.nanoTime();
        process.start().await(PATIENCE, "ready", () -> status("/health/ready") == 200);
        return secondsSince(start);
    }

    /** Sends SIGTERM, as the kubelet does, and returns how many seconds it took until it had ended. */
    public double terminate() {
        ProcessHandle server = ProcessHandle.of(process.pid()).orElseThrow();
        long start = System.nanoTime();
        server.destroy();
        server.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return secondsSince(start);
    }

    /** The status of an answer on the management port, 0 when nobody answers. */
    public int status(String path) {
        try {
            URI uri = URI.create("http://" + address + ":" + managementPort + path);
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while asking for " + path, e);
        }
    }

    /** The extender's port. */
    public int port() {
        return extenderPort;
    }

    public ManagedProcess process() {
        return process;
    }

    /** What it writes: {@code work} is its /var/stork, {@code tmp} its /tmp. */
    public Path volume(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        process.kill();
        http.close();
    }

    /** A folder that any user may write, as a volume with the pod's group is for the pod's. */
    private Path writable(String name) throws IOException {
        Path volume = Files.createDirectories(folder.resolve(name));
        return Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** What the kubelet puts into a pod for its service account. */
    private Path serviceAccount(TestCluster cluster) throws IOException {
        Path files = Files.createDirectories(folder.resolve("service-account"));
        String token = cluster.client()
                .serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("stork-account")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Files.writeString(files.resolve("token"), token);
        Files.writeString(files.resolve("namespace"), NAMESPACE);
        Files.copy(cluster.certificates().authority(), files.resolve("ca.crt"));
        return files;
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
