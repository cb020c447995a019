package org.storkee.testing.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.demo.Console.Tone;
import org.storkee.testing.simulator.QuietClient;
import org.storkee.testing.simulator.StorageSimulator;

/**
 * {@code demo} starts a cluster, plays every scene and stops it: exit code 0 only if every placement was right.
 * {@code up} leaves the same cluster running and prints how to use it; {@code down} stops that.
 *
 * <p>Everything lies in {@code .cluster}: {@code kubeconfig} and {@code env} of the cluster that was started last, and a
 * folder for each of {@code demo} and {@code up}, which may run at the same time.
 */
public final class Demo {
    private static final List<Scene> SCENES = List.of(
            new ClassicScene(),
            new StatefulSetScene(),
            new LocalOnlyScene(),
            new FullNodesScene(),
            new OfflineScene(),
            new SiteOutageScene());

    private final Console console = Console.standard();
    private final Path home = Repository.root().resolve(".cluster");
    private final UpCluster up = new UpCluster(console, home);

    private Demo() {}

    /** See the class comment; exit code 2 when the argument is none of the three. */
    public static void main(String... args) {
        QuietClient.hush();
        int code;
        try {
            code = new Demo().run(args.length == 1 ? args[0] : "");
        } catch (ClusterException | IOException e) {
            System.err.println(e.getMessage());
            code = 1;
        }
        System.exit(code);
    }

    private int run(String what) throws IOException {
        Files.createDirectories(home);
        return switch (what) {
            case "demo" -> demo();
            case "up" -> up.start();
            case "down" -> up.stop();
            default -> {
                System.err.println("usage: Demo demo|up|down");
                yield 2;
            }
        };
    }

    private int demo() throws IOException {
        long start = System.nanoTime();
        Path folder = home.resolve("demo");
        // Ends what was started when the demo is interrupted half-way.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> TestCluster.stopLeftovers(folder), "stop-demo"));
        console.heading("Stork EE: pods land next to their data");
        try (DemoCluster cluster = DemoCluster.start(folder, console);
                StorageSimulator storage =
                        StorageSimulator.start(cluster.cluster().client(), DemoCluster.storageNodes())) {
            cluster.startStork();
            if (!up.isRunning()) {
                cluster.describe(home);
            }
            Stage stage = new Stage(
                    console,
                    cluster.cluster().client(),
                    new StorkHttp(URI.create(cluster.storkUrl())),
                    storage,
                    new DecisionsHttp(cluster.managementUrl()));
            console.say(
                    "ready after " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
            SCENES.forEach(scene -> play(scene, stage));
            return verdict(stage, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void play(Scene scene, Stage stage) {
        console.heading((SCENES.indexOf(scene) + 1) + ". " + scene.title());
        try {
            scene.play(stage);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            stage.expect("the scene ends without an error, but: " + e, false);
        }
    }

    private int verdict(Stage stage, Duration took) {
        stage.expect(
                "no storage node is over-committed",
                stage.storage().overcommitted().isEmpty());
        console.heading("After " + took.toSeconds() + " s");
        if (stage.wrong().isEmpty()) {
            console.say(console.paint(Tone.GOOD, "Every placement was right, and every pod that should stay stayed."));
            return 0;
        }
        console.say(console.paint(Tone.BAD, stage.wrong().size() + " of the demo's claims do not hold:"));
        stage.wrong().forEach(claim -> console.say("  " + claim));
        return 1;
    }
}
