package org.storkee.drivers.longhorn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.cluster.TestCluster;

/**
 * Longhorn's definitions on a cluster: its own where they lie beside the checkout, else those of the few fields that are
 * read here.
 */
public final class LonghornCrds {
    private static final Path REAL = Repository.root().resolve("../shared/data/longhorn-crds.yaml");
    private static final Path OURS = Repository.root().resolve("src/test/resources/longhorn/crds.yaml");

    private LonghornCrds() {}

    /** True when Longhorn's own definitions are at hand. */
    public static boolean real() {
        return Files.exists(REAL);
    }

    /** Installs them and waits until objects can be made. */
    public static void install(TestCluster cluster) {
        cluster.applyManifests(real() ? readable(cluster.folder()) : OURS);
        for (String kind : List.of("nodes", "volumes", "replicas", "engines", "settings")) {
            cluster.kubectl("wait", "--for=condition=Established", "crd/" + kind + ".longhorn.io");
        }
    }

    /** Longhorn's file is a template of its chart: the line that inserts labels is none of YAML's. */
    private static Path readable(Path folder) {
        try {
            String template = Files.readString(REAL);
            return Files.writeString(
                    folder.resolve("longhorn-crds.yaml"), template.replaceAll("labels: \\{\\{.*\\}\\}", "labels:"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make Longhorn's definitions readable", e);
        }
    }
}
