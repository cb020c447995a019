package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What kustomize makes of {@code deploy}: for overlays with more components, and for people who want one file. */
public final class ShippedManifests {
    private static final Path DEPLOY = Repository.root().resolve("deploy");
    private static final String SCHEDULER = "app.kubernetes.io/name: stork-scheduler";

    private ShippedManifests() {}

    /** The files with everything in them, under the names upstream gave its own. */
    public enum SingleFile {
        DEPLOYMENT("stork-deployment.yaml", object -> !object.contains(ShippedManifests.SCHEDULER)),
        SCHEDULER("stork-scheduler.yaml", object -> object.contains(ShippedManifests.SCHEDULER)),
        DAEMONSET("stork-daemonset.yaml", object -> !object.contains(ShippedManifests.SCHEDULER), "daemonset");

        private final String file;
        private final Predicate<String> part;
        private final String[] components;

        SingleFile(String file, Predicate<String> part, String... components) {
            this.file = file;
            this.part = part;
            this.components = components;
        }

        public Path path() {
            return DEPLOY.resolve(file);
        }

        /** What the file should hold. */
        public String render(Path kubectl) {
            return "# Made from the folders beside it by `make manifests`, and checked by a test: change those.\n"
                    + Arrays.stream(overlay(kubectl, components).split("(?m)^---\n"))
                            .filter(part)
                            .collect(Collectors.joining("---\n"));
        }
    }

    /** Writes the single files. */
    public static void main(String[] args) throws IOException {
        Path kubectl = Binaries.ensure().program("kubectl");
        for (SingleFile file : SingleFile.values()) {
            Files.writeString(file.path(), file.render(kubectl));
        }
    }

    /** What an overlay of all of {@code deploy} with these components more sends to the API server. */
    public static String overlay(Path kubectl, String... components) {
        Path target = Repository.root().resolve("target");
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(target), "overlay");
            Path file = folder.resolve("kustomization.yaml");
            try {
                Path deploy = folder.relativize(DEPLOY);
                String all = Arrays.stream(components)
                        .map(component -> "\n  - " + deploy.resolve(component))
                        .collect(Collectors.joining());
                Files.writeString(
                        file, "resources:\n  - " + deploy + (all.isEmpty() ? "" : "\ncomponents:" + all) + "\n");
                return Command.run(kubectl, Path.of("/dev/null"), "kustomize", folder.toString());
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new ClusterException("cannot write an overlay of " + DEPLOY + ": " + e, e);
        }
    }

    /** Every manifest file below {@code deploy}. */
    public static List<Path> files() {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ClusterException("cannot list " + DEPLOY + ": " + e, e);
        }
    }
}
