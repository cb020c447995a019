package org.storkee.operations.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment changes the server needs, as lines of a POSIX shell. */
final class ServerEnvironment {
    private final Map<String, @Nullable String> changes = new LinkedHashMap<>();

    void set(String name, String value) {
        changes.put(name, value);
    }

    void remove(String name) {
        changes.put(name, null);
    }

    /** {@code export NAME='value'} and {@code unset NAME}, one per line, values quoted against everything. */
    String toShell() {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, @Nullable String> change : changes.entrySet()) {
            String value = change.getValue();
            if (value == null) {
                lines.append("unset ").append(change.getKey()).append('\n');
            } else {
                lines.append("export ")
                        .append(change.getKey())
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("'\n");
            }
        }
        return lines.toString();
    }
}
