package org.storkee.testing.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.storkee.testing.cluster.ClusterException;
import org.storkee.testing.cluster.DebianPackages;

/** Where a Chromium is: on the path, or, on a Debian, unpacked into the cache the first time (300 MB, 100 to fetch). */
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
        List<String> libraries = new ArrayList<>();
        for (String folder : List.of("usr/lib", "lib")) {
            for (String machine : List.of("x86_64-linux-gnu", "aarch64-linux-gnu")) {
                libraries.add(root.resolve(folder).resolve(machine).toString());
                libraries.add(root.resolve(folder)
                        .resolve(machine)
                        .resolve("pulseaudio")
                        .toString());
            }
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("LD_LIBRARY_PATH", String.join(":", libraries));
        // Where fontconfig looks for more fonts than the machine's.
        environment.put("XDG_DATA_HOME", root.resolve("usr/share").toString());
        if (!Files.exists(Path.of("/etc/fonts/fonts.conf"))) {
            environment.put("FONTCONFIG_PATH", root.resolve("etc/fonts").toString());
        }
        return new Found(program, environment);
    }
}
