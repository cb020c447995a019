package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.storkee.testing.cluster.ManagedProcess;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.simulator.SimulatedNode;
import org.storkee.testing.simulator.SimulatorMain;
import org.storkee.testing.simulator.StorageSimulator;

/**
 * The cluster that {@code make up} leaves running, the storage simulator included, until {@code make down}. Its
 * processes outlive this JVM; their ids are kept in the cluster's folder.
 */
final class UpCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HEARTBEAT_SECONDS = "30";

    private final Console console;
    private final Path home;
    private final Path folder;

    /** {@code home} is where {@code env} and {@code kubeconfig} go. */
    UpCluster(Console console, Path home) {
        this.console = console;
        this.home = home;
        this.folder = home.resolve("up");
    }

    /** Starts it, or says that it runs already; returns the exit code. */
    int start() throws IOException {
        if (isRunning()) {
            console.say("The cluster runs already. `make down` stops it.");
            explain();
            return 0;
        }
        // Not closed: it stays when this process ends.
        DemoCluster cluster = DemoCluster.start(folder, console);
        try {
            startSimulator(cluster.cluster());
            cluster.cluster().client().resource(sampleClass()).create();
            cluster.startStork();
            cluster.describe(home);
            Files.copy(home.resolve("env"), folder.resolve("env"));
        } catch (IOException | RuntimeException e) {
            cluster.close();
            TestCluster.stopLeftovers(folder);
            throw e;
        }
        explain();
        return 0;
    }

    /** Stops everything that runs; returns the exit code. */
    int stop() throws IOException {
        int stopped = TestCluster.stopLeftovers(folder);
        Files.deleteIfExists(folder.resolve("env"));
        console.say(stopped == 0 ? "Nothing was running." : "Stopped " + stopped + " processes.");
        return 0;
    }

    /** Whether Stork of an earlier {@link #start()} still listens. */
    boolean isRunning() {
        try (Stream<String> lines = Files.lines(folder.resolve("env"))) {
            URI url = URI.create(lines.filter(line -> line.startsWith("STORK_URL="))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no STORK_URL"))
                    .substring("STORK_URL=".length()));
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 1000);
                return true;
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    private void startSimulator(TestCluster cluster) {
        console.say("starting the storage simulator ...");
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                classPath,
                SimulatorMain.class.getName(),
                "run",
                "--lease",
                HEARTBEAT_SECONDS));
        for (SimulatedNode node : DemoCluster.storageNodes()) {
            command.add(node.name() + "=" + node.capacityBytes());
        }
        ManagedProcess simulator = new ManagedProcess(
                "simulator",
                folder,
                command,
                Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
        simulator.start().await(PATIENCE, "ready", () -> simulator.logTail(5).contains(SimulatorMain.READY));
    }

    private static StorageClass sampleClass() {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName("replicated")
                .endMetadata()
                .withProvisioner(StorageSimulator.DEFAULT_DRIVER)
                .withVolumeBindingMode("WaitForFirstConsumer")
                .withParameters(Map.of("replicas", "2"))
                .build();
    }

    private void explain() throws IOException {
        console.heading("The cluster is up");
        console.say(Files.readString(folder.resolve("env")).strip());
        console.say("""

                In a shell (the file is .cluster/env):
                  set -a; . .cluster/env; set +a; alias kubectl=$KUBECTL

                12 nodes n1 to n12 (n11 and n12 without storage), StorageClass "replicated" (2 replicas,
                waits for the first consumer), pods with `schedulerName: stork` or none at all are placed by Stork:
                  kubectl get nodestorages
                  kubectl get volumereplicas
                  kubectl apply -f src/test/cluster/examples/statefulset.yaml
                  kubectl -n demo get pods -o wide

                Why a pod is where it is:
                  curl -H 'Accept: text/plain' "$STORK_URL/explain?namespace=demo&pod=web-0"

                Break a storage node, and heal it (also: fail-fenced, degrade, storage-down, silence, fill):
                  kubectl annotate nodestorage n3 simulator.storkee.org/command=fail
                  kubectl annotate nodestorage n3 simulator.storkee.org/command=heal

                Logs are in .cluster/up/logs. `make down` stops everything.""");
    }
}
