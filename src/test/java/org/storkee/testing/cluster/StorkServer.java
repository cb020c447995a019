package org.storkee.testing.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A packaged Stork EE server working on a {@link TestCluster}: the real start script, its own ServiceAccount with the
 * shipped role, its own ports. Closing it stops it; the cluster's end does too.
 */
public final class StorkServer implements AutoCloseable {
    /** Seconds are enough; this is for two cores that are busy with something else. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String NAMESPACE = "kube-system";
    private static final String ACCOUNT = "stork-account";
    /** Liberty's message that the application did not start: the server would stay up without it. */
    private static final String APPLICATION_FAILED = "CWWKZ0002E";

    private final TestCluster cluster;
    private final StorkOptions options;
    private final int extenderPort;
    private final int managementPort;
    private final Path tls;
    private final Certificates.Identity client;
    private final HttpClient http;
    private final ManagedProcess process;

    private StorkServer(TestCluster cluster, StorkOptions options) {
        this.cluster = cluster;
        this.options = options;
        extenderPort = options.extenderPort() == 0 ? Ports.free() : options.extenderPort();
        managementPort = options.managementPort() == 0 ? Ports.free() : options.managementPort();
        tls = cluster.folder().resolve(options.name() + "-tls");
        client = cluster.certificates().client(options.name() + "-client", "");
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(cluster.certificates().trust(client))
                .build();
        Path script = packageFolder().resolve("bin/stork");
        process = new ManagedProcess(options.name(), cluster.folder(), List.of(script.toString()), environment());
    }

    /**
     * Applies the shipped CRDs and roles, starts a server and waits until it is ready.
     *
     * @throws ClusterException with the end of its log when it does not become ready
     */
    public static StorkServer start(TestCluster cluster, StorkOptions options) {
        return startAll(cluster, List.of(options)).getFirst();
    }

    /** As {@link #start(TestCluster, StorkOptions)}, for several servers that start side by side. */
    public static List<StorkServer> startAll(TestCluster cluster, List<StorkOptions> options) {
        install(cluster);
        List<StorkServer> servers =
                options.stream().map(each -> new StorkServer(cluster, each)).toList();
        for (StorkServer server : servers) {
            if (!server.options.tls().equals("off")) {
                server.showCertificate(cluster.certificates().server(server.options.name()));
                server.acceptClientsOf(cluster.certificates().authority());
            }
            String lease = server.options.environment().get("STORK_LEADER_ELECTION_NAME");
            if (lease != null) {
                letLead(cluster, lease);
            }
            cluster.closeWithCluster(server);
        }
        servers.forEach(StorkServer::launch);
        servers.forEach(StorkServer::awaitReady);
        return servers;
    }

    /** Applies what Stork needs in a cluster but its pods: CRDs, ServiceAccount and roles, exactly as shipped. */
    public static void install(TestCluster cluster) {
        Path deploy = Repository.root().resolve("deploy");
        cluster.applyManifests(deploy.resolve("crds"));
        cluster.applyManifests(deploy.resolve("base/rbac.yaml"));
        cluster.applyManifests(deploy.resolve("health/rbac.yaml"));
        cluster.applyManifests(deploy.resolve("admission/secret.yaml"));
        cluster.applyManifests(deploy.resolve("admission/rbac.yaml"));
        cluster.applyManifests(deploy.resolve("scheduler/rbac.yaml"));
        for (Path driver : driverComponents()) {
            cluster.applyManifests(driver.resolve("rbac.yaml"));
        }
    }

    /** Grants what a server needs that leads by another Lease than {@code stork}. */
    public static void letLead(TestCluster cluster, String lease) {
        LeaseRole.grant(cluster.client(), NAMESPACE, lease);
    }

    /** The shipped components with the rights of one driver each. */
    public static List<Path> driverComponents() {
        try (Stream<Path> components = Files.list(Repository.root().resolve("deploy/drivers"))) {
            return components.sorted().toList();
        } catch (IOException e) {
            throw new ClusterException("cannot list the drivers' manifests: " + e, e);
        }
    }

    /** Starts it again after {@link #stop} or {@link #kill}, on the same ports, and waits until it is ready. */
    public StorkServer start() {
        return launch().awaitReady();
    }

    /** As {@link #start()}, without waiting. */
    public StorkServer launch() {
        Ports.require(options.address(), extenderPort, "Stork's extender");
        Ports.require(options.address(), managementPort, "Stork's management");
        process.start();
        return this;
    }

    /** Waits until it is ready after {@link #launch()}. */
    public StorkServer awaitReady() {
        process.await(PATIENCE, "ready", () -> {
            if (process.output().contains(APPLICATION_FAILED)) {
                stop();
                throw new ClusterException(options.name() + " could not start Stork EE.\n" + process.logTail(30));
            }
            return isReady();
        });
        return this;
    }

    /** Ends it in good order. */
    public void stop() {
        process.stop();
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.kill();
    }

    /** Stops it in good order and starts it again. */
    public StorkServer restart() {
        stop();
        return start();
    }

    /** Freezes it (SIGSTOP): its ports accept and nothing answers. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        process.resume();
    }

    /** The process id of the Java process. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether the readiness probe says yes. */
    public boolean isReady() {
        try {
            return get(managementUrl() + "/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The extender's URL, without a slash at its end. */
    public String url() {
        return (options.tls().equals("off") ? "http" : "https") + "://" + options.address() + ":" + extenderPort;
    }

    /** Where it listens. */
    public String address() {
        return options.address();
    }

    /** The port of the extender. */
    public int port() {
        return extenderPort;
    }

    /** The URL of probes and metrics, without a slash at its end. */
    public String managementUrl() {
        return "http://" + options.address() + ":" + managementPort;
    }

    /** Where its configuration lies: the packaged server. */
    public static Path packageFolder() {
        Path given = Path.of(System.getProperty("storkee.package", "target/stork"));
        Path folder = Repository.root().resolve(given);
        if (!Files.isExecutable(folder.resolve("bin/stork"))) {
            throw new ClusterException("no packaged server in " + folder + ": run `make package` first");
        }
        return folder;
    }

    /** The process, for its log. */
    public ManagedProcess process() {
        return process;
    }

    /** A scheduler for these names that asks this server as it wants to be asked; not ignorable. */
    public SchedulerOptions scheduler(String... profiles) {
        SchedulerOptions asking = SchedulerOptions.asking(url(), profiles);
        if (options.tls().equals("off")) {
            return asking;
        }
        return asking.withTls(new SchedulerOptions.Tls(
                cluster.certificates().authority(), Optional.of(client).filter(shown -> isMutual())));
    }

    /** GETs a URL of this server as text, with a client certificate where it asks for one. */
    public HttpResponse<String> get(String url) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while asking " + url, e);
        }
    }

    @Override
    public void close() {
        stop();
        http.close();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "KUBECONFIG", cluster.kubeconfigFor(NAMESPACE, ACCOUNT).toString(),
                "WLP_OUTPUT_DIR",
                        cluster.folder().resolve(options.name() + "-output").toString(),
                "STORK_HOST", options.address(),
                "STORK_EXTENDER_PORT", Integer.toString(extenderPort),
                "STORK_MANAGEMENT_PORT", Integer.toString(managementPort),
                "STORK_EXTENDER_TLS", options.tls(),
                "STORK_TLS_DIR", tls.toString(),
                "STORK_LEADER_ELECTION_NAMESPACE", NAMESPACE));
        // Its webhook would change the pods of other tests.
        environment.put("STORK_ADMISSION", "off");
        environment.putAll(options.environment());
        return environment;
    }

    private boolean isMutual() {
        return options.tls().equals("mutual");
    }

    /** Puts the certificate of the extender's port in the place of the one there is, as a renewed Secret does. */
    public void showCertificate(Certificates.Identity identity) {
        replace(identity.certificate(), "tls.crt");
        replace(identity.key(), "tls.key");
    }

    /** The same for the authorities, one after the other in the file, whose client certificates are accepted. */
    public void acceptClientsOf(Path authorities) {
        replace(authorities, "ca.crt");
    }

    private void replace(Path content, String name) {
        try {
            Files.createDirectories(tls);
            Path next = tls.resolve(name + ".next");
            Files.copy(content, next, StandardCopyOption.REPLACE_EXISTING);
            Files.move(next, tls.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException("cannot write " + name + " into " + tls + ": " + e, e);
        }
    }
}
