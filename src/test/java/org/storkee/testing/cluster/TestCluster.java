package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Kubernetes cluster for tests: a real control plane, KWOK nodes, all in one folder and on own ports.
 *
 * <p>{@link #start} takes seconds once the programs are built. {@link #close} stops every process it started; a run
 * that was killed is cleaned up by the next one in the same folder. Methods may be called from several threads, but
 * not while another stops or starts the same component.
 */
public final class TestCluster implements AutoCloseable {
    private final Path folder;
    private final ControlPlane controlPlane;
    private final Kwok kwok;
    private final Path kubectl;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final List<Scheduler> schedulers = new ArrayList<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private final Thread exitHook;

    private TestCluster(Path folder, Binaries binaries, List<String> controllerManagerFlags) {
        this.folder = folder;
        controlPlane = new ControlPlane(folder, binaries, controllerManagerFlags);
        kwok = new Kwok(controlPlane);
        kubectl = binaries.program("kubectl");
        kubeconfig = Kubeconfig.forIdentity(
                folder.resolve("kubeconfig"),
                controlPlane.server(),
                controlPlane.certificates().authority(),
                controlPlane.certificates().client("admin", "system:masters"));
        client = clientFor(kubeconfig);
        exitHook = new Thread(() -> stopLeftovers(folder), "stop-test-cluster");
    }

    /**
     * Starts a cluster in a folder, which is emptied first; what an earlier run left running there is stopped.
     *
     * @param controllerManagerFlags more flags for kube-controller-manager, e.g. {@code --node-monitor-grace-period=20s}
     * @throws ClusterException with one clear line and the end of a log when something does not come up
     */
    public static TestCluster start(Path folder, String... controllerManagerFlags) {
        Path absolute = folder.toAbsolutePath().normalize();
        Binaries binaries = Binaries.ensure();
        stopLeftovers(absolute);
        try {
            Binaries.delete(absolute);
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new ClusterException("cannot empty " + absolute + ": " + e, e);
        }
        TestCluster cluster = new TestCluster(absolute, binaries, List.of(controllerManagerFlags));
        try {
            cluster.controlPlane.start();
            cluster.kwok.start();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * Has the processes stopped when this JVM ends without {@link #close}, as by Ctrl-C. Without this call they go on:
     * {@link #stopLeftovers} ends them later.
     */
    public TestCluster stopAtExit() {
        Runtime.getRuntime().addShutdownHook(exitHook);
        return this;
    }

    /** Stops whatever an earlier run left running in this folder; returns how many processes that were. */
    public static int stopLeftovers(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        int stopped = Leftovers.stopAll(absolute);
        HostChanges.undo(absolute);
        return stopped;
    }

    /** The administrator's client; shared, closed with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** The administrator's kubeconfig. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Where logs, certificates and data of this cluster lie. */
    public Path folder() {
        return folder;
    }

    /** A kubeconfig for a user of Kubernetes' own naming, e.g. a node's {@code system:node:NAME}. */
    Path kubeconfigForUser(String user, String group) {
        return controlPlane.kubeconfig(user, group);
    }

    /** The kubectl of the cluster's version. */
    public Path kubectlProgram() {
        return kubectl;
    }

    /** The cluster's authority, to issue more certificates, e.g. for Stork's TLS port. */
    public Certificates certificates() {
        return controlPlane.certificates();
    }

    /**
     * A kubeconfig that acts as an existing ServiceAccount, by a token good for a year.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the ServiceAccount does not exist
     */
    public Path kubeconfigFor(String namespace, String serviceAccount) {
        String token = client.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(Duration.ofDays(365).toSeconds())
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Path file = folder.resolve("kubeconfig." + namespace + "." + serviceAccount);
        return Kubeconfig.forToken(file, controlPlane.server(), certificates().authority(), token);
    }

    /** A new client for a kubeconfig of this cluster; the caller closes it. */
    public static KubernetesClient clientFor(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Adds nodes and waits until all are Ready and free of taints. */
    public List<Node> addNodes(NodeGroup group) {
        return Nodes.add(client, group);
    }

    /** Removes nodes at once, with the pods on them, whatever state their kubelets are in. */
    public void removeNodes(List<Node> nodes) {
        Nodes.remove(client, nodes);
    }

    /** Changes how the kubelet of a played node behaves from now on. */
    public void setKubelet(String node, KubeletState state) {
        kwok.set(client, node, state);
    }

    /** Starts a kube-scheduler and waits until it is ready; it runs until closed or the cluster ends. */
    public Scheduler startScheduler(SchedulerOptions options) {
        Path identity = options.shippedAccount()
                ? kubeconfigFor("kube-system", "stork-scheduler-account")
                : controlPlane.kubeconfig("system:kube-scheduler", "");
        Scheduler scheduler = Scheduler.start(controlPlane, identity, folder, options);
        schedulers.add(scheduler);
        return scheduler;
    }

    /** The controller manager, to be ended and started again. */
    public ManagedProcess controllerManager() {
        return controlPlane.controllerManager();
    }

    /** Where the API server writes down what the shipped ServiceAccounts ask of it: see {@link AuditLog}. */
    public Path auditLog() {
        return controlPlane.auditLog();
    }

    /** The running scheduler that serves a profile. */
    public Scheduler scheduler(String profile) {
        return schedulers.stream()
                .filter(one -> one.options().profiles().contains(profile))
                .findFirst()
                .orElseThrow(() -> new ClusterException("no scheduler serves " + profile));
    }

    /** Ends the API server at once (SIGKILL); its data and port stay. */
    public void stopApiServer() {
        controlPlane.apiServer().kill();
    }

    /** Starts the API server again on the same port, with the same data, and waits until it is ready. */
    public void startApiServer() {
        controlPlane.startApiServer();
    }

    /** Freezes the API server (SIGSTOP): connections stay open, nothing answers. */
    public void pauseApiServer() {
        controlPlane.apiServer().pause();
    }

    /** Lets the API server go on after {@link #pauseApiServer()}. */
    public void resumeApiServer() {
        controlPlane.apiServer().resume();
    }

    /** Applies a manifest file, or a folder: with kustomize where it has a {@code kustomization.yaml}. */
    public void applyManifests(Path path) {
        boolean kustomize = Files.exists(path.resolve("kustomization.yaml"));
        kubectl("apply", "--server-side", "--force-conflicts", kustomize ? "-k" : "-f", path.toString());
    }

    /**
     * Runs kubectl as administrator and returns what it prints.
     *
     * @throws ClusterException with its output when it fails or takes longer than two minutes
     */
    public String kubectl(String... arguments) {
        return Command.run(kubectl, kubeconfig, arguments);
    }

    /** Has something closed, last come first, before the cluster's own processes are. */
    public void closeWithCluster(AutoCloseable other) {
        others.addFirst(other);
    }

    /** Stops every process; logs and data stay in the folder. */
    @Override
    public void close() {
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                Binaries.say("cannot close " + other + ": " + e);
            }
        }
        client.close();
        schedulers.forEach(Scheduler::close);
        kwok.stop();
        controlPlane.stop();
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            Binaries.say("stopped while the JVM was ending"); // then the hook runs too, and finds nothing left
        }
    }
}
