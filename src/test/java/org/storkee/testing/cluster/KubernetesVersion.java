package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One version of Kubernetes that the test cluster's control plane can be of. Uses the JDK only (see {@link Binaries}).
 *
 * @param module the folder of its Go module below {@code src/test/cluster}
 * @param major of {@code 1.36.3} the {@code 1}
 * @param minor of {@code 1.36.3} the {@code 36}
 * @param full {@code 1.36.3}
 */
record KubernetesVersion(String module, int major, int minor, String full) {
    /** The module of the newest version, which also has the real node's kubelet. */
    static final String NEWEST = "kubernetes";

    /** The system property that chooses a version, {@code 1.34} for example. */
    static final String PROPERTY = "storkee.kubernetes";

    /** The environment variable that does, where the property is not set. */
    static final String VARIABLE = "KUBERNETES";

    private static final Pattern REQUIRED = Pattern.compile("k8s\\.io/kubernetes v((\\d+)\\.(\\d+)\\.\\S+)");

    /** The version this run is for: the one asked for, else the newest. */
    static KubernetesVersion chosen() {
        String variable = System.getenv(VARIABLE);
        return of(System.getProperty(PROPERTY, variable == null ? "" : variable).strip());
    }

    /**
     * The version of this name.
     *
     * @param name {@code 1.34}; empty for the newest
     * @throws ClusterException naming those there are, when it is none of them
     */
    static KubernetesVersion of(String name) {
        if (name.isEmpty()) {
            return all().getLast();
        }
        return all().stream()
                .filter(version -> version.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ClusterException("no Kubernetes " + name + " in src/test/cluster; " + PROPERTY
                        + " and " + VARIABLE + " take one of "
                        + all().stream().map(KubernetesVersion::name).toList()));
    }

    /** All there are, oldest first. */
    static List<KubernetesVersion> all() {
        Path modules = Repository.root().resolve("src/test/cluster");
        List<KubernetesVersion> all = new ArrayList<>();
        try (Stream<Path> folders = Files.list(modules)) {
            for (Path folder : folders.toList()) {
                String module = folder.getFileName().toString();
                if (module.equals(NEWEST) || module.startsWith(NEWEST + "-")) {
                    required(module).ifPresent(all::add);
                }
            }
        } catch (IOException e) {
            throw new ClusterException("cannot list " + modules + ": " + e, e);
        }
        all.sort(Comparator.comparingInt(KubernetesVersion::major).thenComparingInt(KubernetesVersion::minor));
        return List.copyOf(all);
    }

    /** What a module's {@code go.mod} requires; empty where it builds nothing of Kubernetes itself. */
    static Optional<KubernetesVersion> required(String module) {
        Path file =
                Repository.root().resolve("src/test/cluster").resolve(module).resolve("go.mod");
        try {
            Matcher version = REQUIRED.matcher(Files.readString(file));
            return version.find()
                    ? Optional.of(new KubernetesVersion(
                            module,
                            Integer.parseInt(version.group(2)),
                            Integer.parseInt(version.group(3)),
                            version.group(1)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new ClusterException("cannot read " + file + ": " + e, e);
        }
    }

    /** As people write it: {@code 1.34}. */
    String name() {
        return major + "." + minor;
    }

    /** Whether this is the version of {@code make test}, and of the real node's kubelet. */
    boolean isNewest() {
        return module.equals(NEWEST);
    }
}
