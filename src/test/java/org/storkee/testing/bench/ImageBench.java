package org.storkee.testing.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.storkee.testing.cluster.ImagePod;
import org.storkee.testing.cluster.ImageTree;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.RealNodeHost;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Measures the container image's file tree: cold starts in a cluster of a few nodes, memory, and stops on SIGTERM. A
 * part of {@code make bench}; writes {@code target/bench/image.json}. Left out, with the reason, where this machine
 * cannot enter the tree.
 */
public final class ImageBench {
    private static final int STARTS = 5;
    private static final List<String> COMMAND = List.of("/opt/stork/bin/stork", "--webhook-controller=false");

    /**
     * @param machine what measured
     * @param readySeconds from the entry point's start to ready, each start with empty volumes
     * @param rssMib resident memory when ready, each start
     * @param stopSeconds from SIGTERM to the end of the process
     * @param goals what became of the goals, by the medians
     */
    record Results(
            Machine machine,
            List<Double> readySeconds,
            List<Double> rssMib,
            List<Double> stopSeconds,
            List<Goal> goals) {}

    private ImageBench() {}

    public static void main(String[] args) {
        if (BenchPart.leftOut()) {
            return;
        }
        Optional<String> missing = RealNodeHost.missing();
        if (missing.isPresent()) {
            System.out.println("[bench] image: left out, needs " + missing.get());
            return;
        }
        Machine machine = Machine.here();
        BenchPart.run(folder -> {
            Results results = measure(folder, machine);
            BenchPart.write(folder.resolve("image.json"), results);
            System.out.println("Container image's tree, " + STARTS + " cold starts:");
            BenchPart.print(results.goals());
        });
    }

    private static Results measure(Path folder, Machine machine) {
        List<Double> ready = new ArrayList<>();
        List<Double> rss = new ArrayList<>();
        List<Double> stop = new ArrayList<>();
        ImageTree tree = ImageTree.ofThisBuild();
        try (TestCluster cluster = TestCluster.start(folder.resolve("image-cluster"), Bench.NO_CONTROLLERS)) {
            cluster.addNodes(NodeGroup.of("n", 5));
            StorkServer.install(cluster);
            for (int i = 1; i <= STARTS; i++) {
                try (ImagePod pod = new ImagePod(cluster, tree, ImagePod.Spec.running("pod-" + i, COMMAND))) {
                    ready.add(Figures.round(pod.start()));
                    rss.add(Figures.round(new ProcessFigures(pod.process().pid()).rssMib()));
                    stop.add(Figures.round(pod.terminate()));
                }
                System.out.printf(
                        "[bench] image: ready after %s s, RSS %s MiB, stopped in %s s%n",
                        ready.getLast(), rss.getLast(), stop.getLast());
            }
        }
        return new Results(
                machine,
                ready,
                rss,
                stop,
                List.of(
                        Goal.atMost("seconds from a cold start of the image's tree to ready", 5, Figures.median(ready)),
                        Goal.atMost("RSS in MiB when ready", 400, Figures.median(rss)),
                        Goal.atMost("seconds from SIGTERM to the end", 2, Figures.median(stop))));
    }
}
