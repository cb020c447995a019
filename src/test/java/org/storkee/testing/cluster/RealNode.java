package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One node of a {@link TestCluster} with a real kubelet and containerd, so that its pods really run: processes, files,
 * logs, exec, and deletions that the kubelet finishes. Its only image is {@link #IMAGE}.
 *
 * <p>Everything runs in process and mount namespaces of its own (see {@code src/test/cluster/realnode}), so it ends
 * whole, mounts and pods included, also when its first process is killed. Needs what {@link RealNodeHost} lists; a test
 * class says so by {@link NeedsRealNode}. Not thread-safe: one owner starts and stops it.
 */
public final class RealNode implements AutoCloseable {
    /** The image every pod here runs: busybox. Say {@code imagePullPolicy: Never}, there is no registry. */
    public static final String IMAGE = BusyboxImages.IMAGE;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestCluster cluster;
    private final String name;
    private final RealNodeFiles files;
    private final ManagedProcess namespaces;
    private ManagedProcess containerd;
    private ManagedProcess kubelet;

    private RealNode(TestCluster cluster, String name) throws IOException {
        this.cluster = cluster;
        this.name = name;
        files = new RealNodeFiles(cluster, name);
        namespaces = new ManagedProcess(
                name + "-namespaces",
                cluster.folder(),
                List.of(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        RealNodeFiles.SOURCES.resolve("namespaces.sh").toString(),
                        files.folder().toString()),
                Map.of());
    }

    /**
     * Starts a node and waits until it is Ready and free of taints: a few seconds. It ends with the cluster, if it is
     * not closed before. Programs that the cache lacks are built and fetched first.
     *
     * @param name the node's; its files are in a folder of this name below the cluster's
     * @param labels more labels for the Node object
     * @throws ClusterException with the end of a log when it does not become ready
     */
    public static RealNode start(TestCluster cluster, String name, Map<String, String> labels) {
        try {
            RealNode node = new RealNode(cluster, name);
            cluster.closeWithCluster(node);
            node.start(labels);
            return node;
        } catch (IOException e) {
            throw new ClusterException("cannot prepare the real node " + name + ": " + e, e);
        }
    }

    public String name() {
        return name;
    }

    /** A folder on the node, for volumes; a test reads there what a pod wrote. */
    public Path data() {
        return files.data();
    }

    /** The kubelet's process, to pause, kill and start again as a failing machine would. */
    public ManagedProcess kubelet() {
        return kubelet;
    }

    /** A process whose end ends all that runs in the node's namespaces. */
    long firstProcess() {
        return namespaces.pid();
    }

    RealNodeFiles files() {
        return files;
    }

    /** Whether the node is Ready, as the API server has it, and may take pods. */
    public boolean isReady() {
        Node node = cluster.client().nodes().withName(name).get();
        return node != null
                && node.getSpec().getTaints().isEmpty()
                && node.getStatus().getConditions().stream()
                        .anyMatch(one ->
                                one.getType().equals("Ready") && one.getStatus().equals("True"));
    }

    /** Ends it with all its pods and takes the Node and the pods' objects away. Does nothing the second time. */
    @Override
    public void close() {
        if (kubelet != null) {
            kubelet.kill();
        }
        if (containerd != null) {
            containerd.kill();
        }
        namespaces.kill();
        HostChanges.undo(cluster.folder());
        KubernetesClient client = cluster.client();
        Node node = client.nodes().withName(name).get();
        if (node != null) {
            cluster.removeNodes(List.of(node));
        }
        client.rbac().clusterRoleBindings().withName(bindingName()).delete();
    }

    private void start(Map<String, String> labels) throws IOException {
        files.prepare();
        namespaces.start().await(PATIENCE, "set up", files::namespacesReady);
        containerd = inside("containerd", files.containerd());
        containerd.start().await(PATIENCE, "answering", files::containerdAnswers);
        importImages();
        allowKubelet();
        List<String> command = new ArrayList<>(files.kubelet());
        command.add("--node-labels="
                + labels.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(",")));
        kubelet = inside("kubelet", command);
        kubelet.start().await(PATIENCE, "ready", this::isReady);
    }

    private void importImages() {
        ManagedProcess load = inside("ctr", files.importImages()).start();
        try {
            load.awaitSuccess(PATIENCE);
        } finally {
            load.stop();
        }
    }

    /** What the Node authorizer would grant, without its cost for the thousands of nodes of other tests. */
    private void allowKubelet() {
        cluster.client()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(bindingName())
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:node")
                        .addNewSubject("rbac.authorization.k8s.io", "User", RealNodeFiles.user(name), null)
                        .build())
                .serverSideApply();
    }

    private String bindingName() {
        return "real-node-" + name;
    }

    /** A program that runs in the node's namespaces. */
    private ManagedProcess inside(String program, List<String> command) {
        List<String> whole = new ArrayList<>(
                List.of("nsenter", "--mount", "--pid", "--wd=/", "--target", Long.toString(namespaces.pid())));
        whole.addAll(command);
        return new ManagedProcess(name + "-" + program, cluster.folder(), whole, files.environment());
    }
}
