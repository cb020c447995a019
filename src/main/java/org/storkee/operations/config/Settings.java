package org.storkee.operations.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every {@code stork.*} key of this build, in the order of the file that lists them. Immutable. */
public final class Settings {
    private static final String FILE = "/META-INF/microprofile-config.properties";

    private final Map<String, Setting> byKey;

    private Settings(Map<String, Setting> byKey) {
        this.byKey = byKey;
    }

    /** The keys of this build. */
    public static Settings ofThisBuild() {
        try (InputStream file = Settings.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing from the build");
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads keys, defaults and the comments above them. Keys outside {@code stork.} belong to the platform and are left
     * out. Simpler than {@link java.util.Properties}: no continued lines, no escapes.
     *
     * @throws IllegalArgumentException when a {@code stork.*} key lacks a comment that ends with its allowed values
     */
    static Settings read(InputStream file) throws IOException {
        Map<String, Setting> settings = new LinkedHashMap<>();
        StringBuilder comment = new StringBuilder();
        BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int equals = line.indexOf('=');
            if (line.startsWith("#")) {
                comment.append(comment.isEmpty() ? "" : " ")
                        .append(line.substring(1).strip());
            } else {
                if (line.startsWith("stork.") && equals > 0) {
                    Setting setting =
                            setting(line.substring(0, equals), line.substring(equals + 1), comment.toString());
                    settings.put(setting.key(), setting);
                }
                comment.setLength(0);
            }
        }
        return new Settings(settings);
    }

    private static Setting setting(String key, String standard, String comment) {
        int open = comment.lastIndexOf('[');
        if (open < 0 || !comment.endsWith("]")) {
            throw new IllegalArgumentException(key + ": its comment must end with the allowed values in brackets");
        }
        Constraint constraint = Constraint.parse(comment.substring(open + 1, comment.length() - 1));
        return new Setting(key, standard, comment.substring(0, open).strip(), constraint);
    }

    /** All of them, in the file's order. */
    public Collection<Setting> all() {
        return byKey.values();
    }

    /** The setting of that key.
     *
     * @throws IllegalArgumentException when this build has none */
    public Setting get(String key) {
        Setting setting = byKey.get(key);
        if (setting == null) {
            throw new IllegalArgumentException("no such key: " + key);
        }
        return setting;
    }

    /** The setting of that key, or null. */
    public @Nullable Setting find(String key) {
        return byKey.get(key);
    }

    /**
     * The setting that an environment variable sets, by MicroProfile Config's rules: the key with {@code _} for
     * everything that is neither letter nor digit, as it is or in upper case. Null when it sets none.
     */
    public @Nullable Setting findByVariable(String variable) {
        for (Setting setting : byKey.values()) {
            if (variable.equals(setting.variable()) || variable.equals(Setting.variable(setting.key()))) {
                return setting;
            }
        }
        return null;
    }

    /** The key most like {@code key}, to be suggested to whoever mistyped it. */
    public String nearestKey(String key) {
        return Nearest.to(key, List.copyOf(byKey.keySet()));
    }

    /** The environment variable most like {@code variable}. */
    public String nearestVariable(String variable) {
        List<String> variables = new ArrayList<>();
        for (Setting setting : byKey.values()) {
            variables.add(setting.variable());
        }
        return Nearest.to(variable, variables);
    }
}
