package org.storkee.operations.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables the start script was given. Kubernetes allows a hyphen in their names, as upstream's
 * {@code STORK-NAMESPACE} has; a shell keeps such a variable to itself, but Linux tells what it was started with.
 */
final class StartEnvironment {
    private StartEnvironment() {}

    /** What this process sees, and what the shell that started it has kept back. */
    static Map<String, String> read() {
        Map<String, String> all = new HashMap<>(System.getenv());
        Optional<ProcessHandle> shell = ProcessHandle.current().parent();
        if (shell.isPresent()) {
            addKeptBack(Path.of("/proc", Long.toString(shell.get().pid()), "environ"), all);
        }
        return all;
    }

    /** Adds those with a hyphen in their names; nothing when the file cannot be read, as outside Linux. */
    static void addKeptBack(Path environ, Map<String, String> all) {
        String text;
        try {
            text = Files.readString(environ, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return;
        }
        for (String entry : text.split("\0", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0 && entry.lastIndexOf('-', equals) >= 0) {
                all.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
    }
}
