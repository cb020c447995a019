package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The file tree of the container image, built by the scripts that its Containerfile calls, and entered without an
 * engine. See {@link NeedsImageTree}, {@link ImagePod}.
 *
 * @param folder the tree's root
 */
public record ImageTree(Path folder) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static ImageTree made;

    /**
     * The one of this build, below {@code target/image}: built in half a minute or more by whichever JVM of a test run asks
     * first.
     */
    public static synchronized ImageTree ofThisBuild() {
        if (made == null) {
            made = assembled();
        }
        return made;
    }

    private static ImageTree assembled() {
        Path image = Repository.root().resolve("target/image");
        ImageTree tree = new ImageTree(image.resolve("tree"));
        Path run = image.resolve("run");
        try {
            Files.createDirectories(image);
            try (FileChannel channel = FileChannel.open(
                            image.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid()
                        && !(Files.exists(run) && Files.readString(run).equals(SuiteSoFar.RUN))) {
                    TestCluster.stopLeftovers(image); // of a run that was killed
                    Binaries.delete(tree.folder());
                    Files.deleteIfExists(run);
                    run("assemble", tree.folder().toString());
                    run("enter", "build", tree.folder().toString(), "/opt/stork/bin/stork-warm");
                    Files.writeString(run, SuiteSoFar.RUN);
                }
            }
            return tree;
        } catch (IOException e) {
            throw new ClusterException("cannot make " + tree.folder() + " anew: " + e, e);
        }
    }

    /** Packs it as an OCI image archive of this name beside it. */
    public Path pack(String name) {
        Path archive = folder.resolveSibling(name);
        run("image", folder.toString(), archive.toString());
        return archive;
    }

    private static void run(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script(script)));
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "STORK_PACKAGE", StorkServer.packageFolder().toString());
        ManagedProcess process =
                new ManagedProcess(script, Repository.root().resolve("target/image"), command, environment).start();
        try {
            process.awaitSuccess(PATIENCE);
        } finally {
            process.kill();
        }
    }

    /** A script of the image's, by its name. */
    static String script(String name) {
        return Repository.root().resolve("deploy/container").resolve(name).toString();
    }
}
