package org.storkee.testing.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.DebianPackages;

/** Where a Chromium is: on the path, or, on a Debian, unpacked into the cache the first time (350 MB, 100 to fetch). */
final class ChromiumPrograms {
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
    private static final List<String> PACKAGES = List.of("chromium-headless-shell", "fonts-dejavu-core");

    private ChromiumPrograms() {}

    /** A program and the environment it wants. */
    record Found(Path program, Map<String, String> environment) {}

    /** @throws ClusterException when there is none and none can be fetched */
    static Found find() {
        for (String name : NAMES) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return new Found(program, Map.of());
                }
            }
        }
        Path root = DebianPackages.withDependencies("browser", PACKAGES);
        Path program = Stream.of("usr/lib/chromium/chromium-headless-shell", "usr/lib/chromium/headless_shell")
                .map(root::resolve)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ClusterException("no chromium-headless-shell below " + root));
        String libraries =
                root.resolve("usr/lib/x86_64-linux-gnu") + ":" + root.resolve("usr/lib/x86_64-linux-gnu/pulseaudio")
                        + ":" + root.resolve("usr/lib/aarch64-linux-gnu");
        return new Found(
                program,
                Map.of(
                        "LD_LIBRARY_PATH",
                        libraries,
                        "XDG_DATA_HOME",
                        root.resolve("usr/share").toString()));
    }
}
