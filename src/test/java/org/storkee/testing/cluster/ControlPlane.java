package org.storkee.testing.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** etcd, the API server and the controller manager of one cluster: their flags, their order, their readiness. */
final class ControlPlane {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final Binaries binaries;
    private final Certificates certificates;
    private final Certificates.Identity serving;
    private final HttpClient http;
    private final int apiPort;
    private final ManagedProcess etcd;
    private final ManagedProcess apiServer;
    private final ManagedProcess controllerManager;

    ControlPlane(Path folder, Binaries binaries, List<String> controllerManagerFlags) {
        this.folder = folder;
        this.binaries = binaries;
        certificates = new Certificates(folder.resolve("pki"));
        serving = certificates.server("kube-apiserver");
        http = HttpClient.newBuilder().sslContext(certificates.trust()).build();
        apiPort = Ports.free();
        int etcdPort = Ports.free();
        etcd = process("etcd", etcdFlags(etcdPort));
        apiServer = process("kube-apiserver", apiServerFlags(etcdPort));
        controllerManager = controllerManager(controllerManagerFlags);
    }

    /** Starts all three and returns when the API server serves with its roles in place. */
    void start() {
        etcd.start();
        startApiServer();
        controllerManager.start();
    }

    void startApiServer() {
        Ports.require(apiPort, "the API server");
        apiServer.start().await(PATIENCE, "ready", () -> answers(apiPort, "/readyz"));
    }

    void stop() {
        controllerManager.stop();
        apiServer.kill(); // a graceful stop would wait for watches; etcd has all that matters
        etcd.stop();
    }

    ManagedProcess apiServer() {
        return apiServer;
    }

    ManagedProcess controllerManager() {
        return controllerManager;
    }

    /** See {@link AuditLog}. */
    Path auditLog() {
        return folder.resolve("audit.log");
    }

    String server() {
        return "https://127.0.0.1:" + apiPort;
    }

    Certificates certificates() {
        return certificates;
    }

    /** A kubeconfig for a user of Kubernetes' own naming, e.g. {@code system:kube-scheduler}. */
    Path kubeconfig(String user, String group) {
        Path file = folder.resolve("kubeconfig." + user.replace(':', '-'));
        return Kubeconfig.forIdentity(file, server(), certificates.authority(), certificates.client(user, group));
    }

    /** A component of this cluster that serves TLS on its own port with the cluster's certificate. */
    ManagedProcess component(String program, String name, int port, Path kubeconfig, List<String> more) {
        List<String> flags = new ArrayList<>(List.of(
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=" + serving.certificate(),
                "--tls-private-key-file=" + serving.key()));
        flags.addAll(more);
        return process(program, name, flags);
    }

    /** Whether a TLS endpoint of the cluster answers 200 on this path, without authentication. */
    boolean answers(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> etcdFlags(int port) {
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + Ports.free();
        return List.of(
                "--name=etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=etcd=" + peer,
                "--quota-backend-bytes=8589934592",
                "--log-level=warn");
    }

    private List<String> apiServerFlags(int etcdPort) {
        Certificates.Identity accounts = certificates.server("service-accounts");
        Certificates.Identity kubelets = certificates.client("kube-apiserver-kubelet-client", "system:masters");
        return List.of(
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + apiPort,
                "--tls-cert-file=" + serving.certificate(),
                "--tls-private-key-file=" + serving.key(),
                "--client-ca-file=" + certificates.authority(),
                "--service-account-key-file=" + accounts.certificate(),
                "--service-account-signing-key-file=" + accounts.key(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--kubelet-client-certificate=" + kubelets.certificate(),
                "--kubelet-client-key=" + kubelets.key(),
                // The names of our nodes are in no DNS.
                "--kubelet-preferred-address-types=InternalIP",
                // No aggregated API server here; but components complain every few seconds when this is not set.
                "--requestheader-client-ca-file=" + certificates.authority(),
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--authorization-mode=RBAC",
                // Pods need no account's token here, and thousands of nodes are added faster without a first taint.
                "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
                "--audit-policy-file=" + Repository.root().resolve("src/test/cluster/audit-policy.yaml"),
                "--audit-log-path=" + auditLog(),
                "--audit-log-maxsize=10000",
                "--service-cluster-ip-range=10.0.0.0/16",
                "--max-requests-inflight=2000",
                "--max-mutating-requests-inflight=1000",
                "--allow-privileged");
    }

    private ManagedProcess controllerManager(List<String> more) {
        Path kubeconfig = kubeconfig("system:kube-controller-manager", "");
        List<String> flags = new ArrayList<>(List.of(
                "--kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--use-service-account-credentials=true",
                "--service-account-private-key-file=" + folder.resolve("pki/service-accounts.key"),
                "--root-ca-file=" + certificates.authority(),
                "--kube-api-qps=500",
                "--kube-api-burst=1000",
                "--concurrent-statefulset-syncs=20"));
        flags.addAll(more);
        return component("kube-controller-manager", "kube-controller-manager", Ports.free(), kubeconfig, flags);
    }

    private ManagedProcess process(String program, List<String> flags) {
        return process(program, program, flags);
    }

    ManagedProcess process(String program, String name, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(binaries.program(program).toString());
        command.addAll(flags);
        return new ManagedProcess(name, folder, command, Map.of());
    }
}
