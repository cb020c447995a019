package org.storkee.operations.training;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One training run. Arguments: the package's directory, in which the cache becomes {@code stork.aot}; then, if its files
 * are to be kept, the server's output directory. Exit status 1, with one line, when no cache could be made: the server
 * works without, just starts slower.
 */
public final class Training {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Enough that the JVM also records which methods are hot. */
    private static final int ROUNDS = 300;

    private final Path home;
    private final Path work;
    private final Path output;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Training(Path home, Path work, Path output) {
        this.home = home;
        this.work = work;
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Path.of(arguments[0]).toAbsolutePath();
        Path work = Files.createTempDirectory("stork-aot");
        try {
            Path output = arguments.length > 1 ? Path.of(arguments[1]) : work.resolve("output");
            new Training(home, work, output).run();
        } catch (IOException e) {
            System.err.println("stork-aot: no AOT cache was made (" + e.getMessage()
                    + "); the server works without, and starts slower");
            System.exit(1);
        } finally {
            delete(work);
        }
    }

    private void run() throws IOException, InterruptedException {
        Path draft = work.resolve("stork.aot");
        int extender = freePort();
        int management = freePort();
        try (PretendedApiServer api = new PretendedApiServer()) {
            Process server = start(api, draft, extender, management);
            try {
                await(server, management);
                exercise("http://127.0.0.1:" + extender, "http://127.0.0.1:" + management);
            } finally {
                server.destroy();
                if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
            }
        }
        if (!Files.exists(draft)) {
            throw new IOException("the JVM wrote none, see " + keepLog());
        }
        Files.move(draft, home.resolve("stork.aot"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Process start(PretendedApiServer api, Path draft, int extender, int management) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/stork").toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "WLP_OUTPUT_DIR",
                        output.toString(),
                        "STORK_HOST",
                        "127.0.0.1",
                        "STORK_EXTENDER_PORT",
                        Integer.toString(extender),
                        "STORK_MANAGEMENT_PORT",
                        Integer.toString(management),
                        "STORK_ADMISSION",
                        "off",
                        "KUBERNETES_MASTER",
                        api.url(),
                        "KUBERNETES_AUTH_TRYKUBECONFIG",
                        "false",
                        "KUBERNETES_AUTH_TRYSERVICEACCOUNT",
                        "false",
                        "KUBERNETES_NAMESPACE",
                        "default",
                        "JVM_ARGS",
                        "-XX:AOTCacheOutput='" + draft + "'"));
        return builder.start();
    }

    private void await(Process server, int management) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        URI ready = URI.create("http://127.0.0.1:" + management + "/health/ready");
        while (System.nanoTime() < end) {
            if (!server.isAlive()) {
                throw new IOException("the server ended with status " + server.exitValue() + ", see " + keepLog());
            }
            if (get(ready) == 200) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IOException("the server did not become ready, see " + keepLog());
    }

    private void exercise(String extender, String management) throws InterruptedException {
        String pod =
                "\"Pod\":{\"metadata\":{\"name\":\"web-0\",\"namespace\":\"default\",\"uid\":\"u-1\"},\"spec\":{\"schedulerName\":"
                        + "\"stork\",\"containers\":[{\"name\":\"c\"}],\"volumes\":[{\"name\":\"data\",\"persistentVolumeClaim\":"
                        + "{\"claimName\":\"data\"}}]}}";
        String node = "{\"metadata\":{\"name\":\"" + PretendedApiServer.NODE + "\"}}";
        String names = "{" + pod + ",\"Nodes\":null,\"NodeNames\":[\"" + PretendedApiServer.NODE + "\",\"node-2\"]}";
        String full = "{" + pod + ",\"Nodes\":{\"metadata\":{},\"items\":[" + node + "]},\"NodeNames\":null}";
        String victims = "{" + pod + ",\"NodeNameToMetaVictims\":{\"" + PretendedApiServer.NODE
                + "\":{\"Pods\":[{\"UID\":\"u-2\"}],\"NumPDBViolations\":0}}}";
        for (int i = 0; i < ROUNDS; i++) {
            for (String body : List.of(names, full)) {
                post(extender + "/filter", body);
                post(extender + "/prioritize", body);
            }
            if (i % 10 == 0) {
                post(extender + "/preempt", victims);
                get(URI.create(extender + "/explain?namespace=default&pod=web-0"));
                get(URI.create(management + "/metrics"));
                get(URI.create(management + "/health/live"));
            }
        }
    }

    /** The status, or 0 when nobody answers. */
    private int get(URI uri) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri));
    }

    private void post(String uri, String body) throws InterruptedException {
        send(HttpRequest.newBuilder(URI.create(uri))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private int send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException nobodyThere) {
            return 0;
        }
    }

    /** The log survives the working directory when something went wrong. */
    private Path keepLog() throws IOException {
        Path kept = home.resolve("stork-aot.log");
        return Files.copy(work.resolve("log"), kept, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Below those the system gives to connections on its own, of which some begin before the server listens. */
    private static int freePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
