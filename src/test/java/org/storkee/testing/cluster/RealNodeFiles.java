package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A {@link RealNode}'s folder: configuration from the templates in {@code src/test/cluster/realnode}, and commands. */
final class RealNodeFiles {
    static final Path SOURCES = Repository.root().resolve("src/test/cluster/realnode");

    private final TestCluster cluster;
    private final String name;
    private final Path folder;
    private final DebianPackages packages;
    private final Path containerd;
    private final Path kubelet;
    private final Path socket;
    private final int port = Ports.free();

    RealNodeFiles(TestCluster cluster, String name) throws IOException {
        this.cluster = cluster;
        this.name = name;
        folder = cluster.folder().resolve(name);
        Binaries binaries = Binaries.ensure();
        containerd = binaries.program("containerd");
        kubelet = binaries.program("kubelet");
        packages = DebianPackages.ensure();
        socket = folder.resolve("containerd.sock");
    }

    /** The user of a kubelet, as Kubernetes names it. */
    static String user(String node) {
        return "system:node:" + node;
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    /** Writes everything into an emptied folder, and makes on the machine what has to be there first. */
    void prepare() throws IOException {
        Binaries.delete(folder);
        Files.createDirectories(data());
        // Port, address, subnet and cgroup are one's own among the nodes of several clusters.
        Map<String, String> values = Map.ofEntries(
                Map.entry("RUN", folder.toString()),
                Map.entry("SOCKET", socket.toString()),
                Map.entry("PAUSE", BusyboxImages.PAUSE),
                Map.entry("CNI", packages.networkPlugins().toString()),
                Map.entry("RUNC", packages.runc().toString()),
                Map.entry("ADDRESS", address()),
                Map.entry("PORT", Integer.toString(port)),
                Map.entry("AUTHORITY", cluster.certificates().authority().toString()),
                Map.entry("CGROUP", cgroup()),
                Map.entry("SUBNET", "10.126." + (port & 0xff) + ".0/24"));
        fill("containerd.toml", folder, values);
        fill("kubelet.yaml", folder, values);
        fill("cni.conflist", Files.createDirectories(folder.resolve("cni")), values);
        BusyboxImages.write(packages.busybox(), folder.resolve("images.tar"));
        HostChanges changes = new HostChanges(cluster.folder());
        changes.makeCgroup(cgroup());
        changes.addAddress(address(), packages.busybox());
    }

    boolean namespacesReady() {
        return Files.exists(folder.resolve("namespaces"));
    }

    boolean containerdAnswers() {
        return Files.exists(socket);
    }

    List<String> containerd() {
        return List.of(containerd.toString(), "--config=" + folder.resolve("containerd.toml"));
    }

    List<String> importImages() {
        return List.of(
                containerd.resolveSibling("ctr").toString(),
                "--address=" + socket,
                "--namespace=k8s.io",
                "images",
                "import",
                "--local",
                "--snapshotter=native",
                folder.resolve("images.tar").toString());
    }

    List<String> kubelet() {
        return List.of(
                kubelet.toString(),
                "--config=" + folder.resolve("kubelet.yaml"),
                "--kubeconfig=" + cluster.kubeconfigForUser(user(name), "system:nodes"),
                "--root-dir=" + folder.resolve("kubelet"),
                "--cert-dir=" + folder.resolve("kubelet-pki"),
                "--hostname-override=" + name,
                "--node-ip=" + address());
    }

    /** containerd looks for its shim on the path. */
    Map<String, String> environment() {
        return Map.of("PATH", containerd.getParent() + ":/usr/sbin:/usr/bin:/sbin:/bin");
    }

    /** On the loopback interface, yet outside 127.0.0.0/8, which kubelet does not take. */
    String address() {
        return "10.127." + (port >> 8) + "." + (port & 0xff);
    }

    /** The cgroup of all its pods. */
    String cgroup() {
        return "storkee-" + port;
    }

    private static void fill(String template, Path into, Map<String, String> values) throws IOException {
        String text = Files.readString(SOURCES.resolve(template));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        Path file = into.resolve(template);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
