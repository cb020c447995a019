package org.storkee.testing.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How one Go module below {@code src/test/cluster} becomes programs. Uses the JDK only (see {@link Binaries}).
 *
 * @param module the folder's name
 * @param programs the packages to build, {@code .} for the module's own
 * @param name what a single program is called; empty where programs are called by the last part of their package
 * @param tags Go's build tags, which leave parts out
 */
record GoBuild(String module, List<String> programs, String name, List<String> tags) {
    /** Storage systems' programs, which only the tests of their drivers run. */
    static final List<GoBuild> STORAGE = List.of(
            new GoBuild(
                    "csi",
                    List.of("github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner", "./zonal"),
                    ""),
            new GoBuild("openstorage", List.of("."), "openstorage-sdk"));

    /** What the {@link RealNode} runs, which only the tests of real pods start. */
    static final List<GoBuild> REAL_NODE = List.of(
            new GoBuild(
                    "containerd",
                    List.of(
                            "github.com/containerd/containerd/v2/cmd/containerd",
                            "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
                            "github.com/containerd/containerd/v2/cmd/ctr"),
                    "",
                    List.of("no_btrfs", "no_devmapper", "no_zfs", "no_tracing")),
            new GoBuild("kubernetes", List.of("k8s.io/kubernetes/cmd/kubelet"), ""));

    /** What checks alerts and dashboards. Without the many ways to find what to scrape, which are half of the build. */
    static final List<GoBuild> MONITORING = List.of(new GoBuild(
            "prometheus",
            List.of("github.com/prometheus/prometheus/cmd/promtool", "github.com/prometheus/prometheus/cmd/prometheus"),
            "",
            List.of("remove_all_sd")));

    /** Groups of builds that wait until one of their programs is asked for. */
    static final List<List<GoBuild>> ON_DEMAND = List.of(STORAGE, REAL_NODE, MONITORING);

    /** Room for the sources, Go's build cache and the programs of a first build. */
    private static final long BYTES_NEEDED = 6L << 30;

    GoBuild(String module, List<String> programs, String name) {
        this(module, programs, name, List.of());
    }

    /** What every cluster runs; etcd and KWOK are the same for all versions. */
    static List<GoBuild> controlPlane(KubernetesVersion version) {
        return List.of(
                new GoBuild("etcd", List.of("go.etcd.io/etcd/server/v3"), "etcd"),
                new GoBuild("kwok", List.of("sigs.k8s.io/kwok/cmd/kwok"), "kwok"),
                new GoBuild(
                        version.module(),
                        List.of(
                                "k8s.io/kubernetes/cmd/kube-apiserver",
                                "k8s.io/kubernetes/cmd/kube-scheduler",
                                "k8s.io/kubernetes/cmd/kube-controller-manager",
                                "k8s.io/kubernetes/cmd/kubectl"),
                        ""));
    }

    /** Whether this build makes the program of this name. */
    boolean makes(String program) {
        return program.equals(name) || programs.stream().anyMatch(p -> p.endsWith("/" + program));
    }

    Path folder() {
        return Repository.root().resolve("src/test/cluster").resolve(module);
    }

    /** The command that builds the programs into a folder. */
    List<String> command(Path into) {
        List<String> command = new ArrayList<>(
                List.of("go", "build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags()));
        if (!tags.isEmpty()) {
            command.addAll(List.of("-tags", String.join(",", tags)));
        }
        command.addAll(
                List.of("-o", name.isEmpty() ? into + "/" : into.resolve(name).toString()));
        command.addAll(programs);
        return command;
    }

    /** Builds into a new folder, telling how far it is every ten seconds. */
    void run(Path into) throws IOException {
        Files.createDirectories(into);
        long free = Files.getFileStore(into).getUsableSpace();
        if (free < BYTES_NEEDED) {
            throw new ClusterException("too little disk below " + into + ": building " + module + " needs "
                    + (BYTES_NEEDED >> 30) + " GiB, " + (free >> 20) + " MiB are free");
        }
        Binaries.say("building " + module + " (only the first time)");
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command(into)).directory(folder().toFile());
        builder.environment().put("CGO_ENABLED", "0");
        Process process = builder.redirectErrorStream(true).start();
        AtomicInteger modules = new AtomicInteger();
        AtomicInteger packages = new AtomicInteger();
        Deque<String> tail = new ArrayDeque<>();
        Thread reader = Thread.ofVirtual().start(() -> read(process, modules, packages, tail));
        try {
            while (!process.waitFor(10, TimeUnit.SECONDS)) {
                Binaries.say("building " + module + ": " + modules + " modules fetched, " + packages
                        + " packages compiled, " + seconds(start) + " s");
            }
            reader.join();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while building " + module, e);
        }
        if (process.exitValue() != 0) {
            throw new ClusterException("go build of " + module + " failed (exit " + process.exitValue() + "): "
                    + String.join(" | ", tail));
        }
        Binaries.say("built " + module + " in " + seconds(start) + " s");
    }

    /** The version of the Go on the path, as it prints it. */
    static String goVersion() {
        try {
            Process process = new ProcessBuilder("go", "version")
                    .redirectErrorStream(true)
                    .start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return version.strip();
        } catch (IOException e) {
            throw new ClusterException(
                    "go is not on the PATH: install Go 1.26 or newer, the control plane is built with it", e);
        }
    }

    /** Without a version stamp, clients cannot parse the version the API server tells. */
    private String linkerFlags() {
        String base = "k8s.io/component-base/version";
        return KubernetesVersion.required(module)
                .map(version -> "-s -w -X " + base + ".gitVersion=v" + version.full() + " -X " + base + ".gitMajor="
                        + version.major() + " -X " + base + ".gitMinor=" + version.minor()
                        + " -X k8s.io/client-go/pkg/version.gitVersion=v" + version.full())
                .orElse("-s -w");
    }

    private static void read(Process process, AtomicInteger modules, AtomicInteger packages, Deque<String> tail) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                (line.startsWith("go: downloading") ? modules : packages).incrementAndGet();
                tail.addLast(line);
                if (tail.size() > 5) {
                    tail.removeFirst();
                }
            }
        } catch (IOException e) {
            tail.addLast("its output was cut off: " + e);
        }
    }

    private static long seconds(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }
}
