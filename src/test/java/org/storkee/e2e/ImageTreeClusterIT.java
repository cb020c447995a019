package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.ImagePod;
import org.storkee.testing.cluster.ImageTree;
import org.storkee.testing.cluster.NeedsImageTree;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Stork EE from the file tree of its image, as its pod runs it: another user than root, a read-only root, volumes for
 * what it writes, the service account's files, the arguments and variables of an upstream Deployment. One start for
 * all, in this order, because it costs seconds; its times and memory are printed.
 */
@ClusterTest
@NeedsImageTree
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImageTreeClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> UPSTREAMS_ARGUMENTS = List.of(
            "/stork",
            "--driver=pxd",
            "--verbose",
            "--leader-elect=true",
            "--lock-object-name=image-tree",
            "--health-monitor-interval=120",
            "--app-initializer=true",
            "--webhook-controller=false");
    private static final String BODY =
            "{\"Pod\":{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\"}}," + "\"NodeNames\":[\"a\"]}";

    private ImagePod pod;

    @BeforeAll
    void startsAsInItsPod(TestCluster cluster) {
        Map<String, String> upstreams = Map.of("BACKUP-VOLUME-BATCH-COUNT", "3", "PX_NAMESPACE", "kube-system");
        StorkServer.install(cluster);
        StorkServer.letLead(cluster, "image-tree");
        pod = new ImagePod(
                cluster,
                ImageTree.ofThisBuild(),
                ImagePod.Spec.running("image-tree", UPSTREAMS_ARGUMENTS).with(upstreams));
        double seconds = pod.start();
        System.out.printf("[image] ready %.1f s after a cold start, %d MiB resident%n", seconds, residentMib());
    }

    @AfterAll
    void stop() {
        if (pod != null) {
            pod.close();
        }
    }

    @Test
    @Order(1)
    void answersAsAnyOtherServer() {
        ExtenderHttp caller = new ExtenderHttp("http://127.0.0.1:" + pod.port());
        assertThat(caller.post("/filter", BODY).json().get("NodeNames").toString())
                .isEqualTo("[\"a\"]");
        assertThat(pod.status("/health/live")).isEqualTo(200);
        assertThat(residentMib()).isLessThanOrEqualTo(400);
    }

    @Test
    @Order(2)
    void isAnotherUserThanRootWithoutPrivilegesOnAReadOnlyRoot() throws IOException {
        Path process = Path.of("/proc", Long.toString(pod.process().pid()));
        assertThat(Files.readAllLines(process.resolve("status")))
                .contains("Uid:\t1001\t1001\t1001\t1001", "Gid:\t1001\t1001\t1001\t1001")
                .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1");
        assertThat(Files.readAllLines(process.resolve("mountinfo")))
                .filteredOn(mount -> mount.split(" ")[4].equals("/"))
                .singleElement()
                .satisfies(root -> assertThat(root.split(" ")[5]).startsWith("ro"));
    }

    @Test
    @Order(3)
    void writesNowhereButIntoItsVolumes() throws IOException {
        assertThat(pod.process().output())
                .doesNotContainIgnoringCase("read-only file system")
                .doesNotContainIgnoringCase("permission denied")
                .doesNotContainIgnoringCase("AccessDenied");
        try (Stream<Path> files = Files.list(pod.volume("work"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("output", "logs");
        }
    }

    @Test
    @Order(4)
    void tellsOnceForEachThingOfUpstreamsThatHasNoEffect() {
        assertThat(pod.process().output().lines().filter(line -> line.startsWith("stork: warning: ")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("--health-monitor-interval "),
                        line -> assertThat(line).contains("--app-initializer: "),
                        line -> assertThat(line).contains("BACKUP-VOLUME-BATCH-COUNT "));
        assertThat(pod.process().output()).contains("CWWKF0011I").doesNotContain("AOT cache");
    }

    @Test
    @Order(5)
    void onATerminationSignalItAnswersWhatIsUnderWayAndTakesNothingNew() throws IOException {
        ProcessHandle java = ProcessHandle.of(pod.process().pid()).orElseThrow();
        try (Socket underWay = new Socket("127.0.0.1", pod.port())) {
            underWay.setSoTimeout((int) PATIENCE.toMillis());
            send(
                    underWay,
                    "POST /filter HTTP/1.1\r\nHost: 127.0.0.1:" + pod.port() + "\r\nExpect: 100-continue\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
            assertThat(head(underWay)).startsWith("HTTP/1.1 100");

            long signalled = System.nanoTime();
            assertThat(java.destroy()).isTrue();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> pod.status("/health/ready") == 0);
            double unready = secondsSince(signalled);
            send(underWay, BODY);
            assertThat(head(underWay)).startsWith("HTTP/1.1 200");

            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> !java.isAlive());
            System.out.printf("[image] unready %.2f s, ended %.2f s after SIGTERM%n", unready, secondsSince(signalled));
        }
        assertThat(pod.process().output())
                .contains("CWWKE0938I", "CWWKE0036I")
                .doesNotContain("CWWKE1102W", "CWWKE1107W");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** The head of an answer, up to its empty line, or what came of it. */
    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private int residentMib() {
        try {
            return Files.readAllLines(
                            Path.of("/proc", Long.toString(pod.process().pid()), "status"))
                    .stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
