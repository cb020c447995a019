package org.storkee.operations.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.storkee.operations.config.Setting;
import org.storkee.operations.config.Settings;

/**
 * The value of every key, from flags, Java system properties (-D in JVM_ARGS), environment and defaults: the first one
 * that has it wins.
 *
 * @param values every key of the catalogue to its value, all allowed
 * @param warnings one line each
 */
record Configuration(Map<String, String> values, List<String> warnings) {
    /**
     * Collects and checks.
     *
     * @throws StartRefused naming every wrong value on one line: where it was set, the value, what is allowed
     */
    static Configuration check(Settings settings, CommandLine flags, Map<String, String> environment)
            throws StartRefused {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>(flags.warnings());
        for (Setting setting : settings.all()) {
            values.put(setting.key(), setting.standard(environment));
            String borrowedFrom = setting.borrowedFrom();
            if (borrowedFrom != null && environment.containsKey(borrowedFrom)) {
                origins.put(setting.key(), borrowedFrom);
            }
        }
        environment(settings, environment, values, origins, warnings);
        warnings.addAll(UpstreamVariable.warnings(environment));
        systemProperties(settings, environment.getOrDefault("JVM_ARGS", ""), values, origins, warnings);
        values.putAll(flags.values());
        origins.putAll(flags.origins());

        List<String> problems = new ArrayList<>();
        for (Setting setting : settings.all()) {
            String value = values.getOrDefault(setting.key(), "");
            if (!setting.constraint().allows(value)) {
                problems.add(
                        origins.getOrDefault(setting.key(), setting.key()) + "=" + (setting.secret() ? "***" : value)
                                + " is not allowed: " + setting.key() + " takes "
                                + setting.constraint().description());
            }
        }
        if (problems.isEmpty()) {
            between(values, problems);
        }
        if (!problems.isEmpty()) {
            throw new StartRefused(StartRefused.CONFIGURATION, String.join("; ", problems));
        }
        return new Configuration(values, warnings);
    }

    String get(String key) {
        return values.getOrDefault(key, "");
    }

    private static void environment(
            Settings settings,
            Map<String, String> environment,
            Map<String, String> values,
            Map<String, String> origins,
            List<String> warnings) {
        // Sorted: the same environment gives the same warnings in the same order.
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String name = entry.getKey();
            boolean ours = name.startsWith("STORK_") || name.startsWith("stork_") || name.startsWith("stork.");
            if (!ours || ServiceLinks.isOne(name, entry.getValue())) {
                continue;
            }
            Setting setting = settings.find(name);
            if (setting == null) {
                setting = settings.findByVariable(name);
            }
            if (setting == null) {
                warnings.add(
                        "environment variable " + name + " is not known and has no effect; the nearest known one is "
                                + settings.nearestVariable(name));
            } else {
                values.put(setting.key(), entry.getValue());
                origins.put(setting.key(), name);
            }
        }
    }

    private static void systemProperties(
            Settings settings,
            String jvmArguments,
            Map<String, String> values,
            Map<String, String> origins,
            List<String> warnings) {
        for (String argument : jvmArguments.strip().split("\\s+", -1)) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("-Dstork.") || equals < 0) {
                continue;
            }
            String key = argument.substring(2, equals);
            if (settings.find(key) == null) {
                warnings.add("system property " + key + " is not known and has no effect; the nearest known one is "
                        + settings.nearestKey(key));
            } else {
                values.put(key, argument.substring(equals + 1));
                origins.put(key, "-D" + key);
            }
        }
    }

    /** What a key allows only together with another one. */
    private static void between(Map<String, String> values, List<String> problems) {
        Map<String, String> ports = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (entry.getKey().endsWith(".port") && !entry.getValue().equals("0")) {
                String other = ports.put(entry.getValue(), entry.getKey());
                if (other != null) {
                    problems.add(entry.getKey() + "=" + entry.getValue() + " is not allowed: " + other
                            + " has the same port");
                }
            }
        }
        String url = values.getOrDefault("stork.admission.url", "");
        if (!url.isEmpty() && !url.matches("https://[^/\\s]+?(?::\\d{1,5})?/mutate")) {
            problems.add("stork.admission.url=" + url + " is not allowed: it takes https://host:port/mutate");
        }
        String password = values.getOrDefault("stork.admin-center.password", "");
        if (!values.getOrDefault("stork.admin-center.port", "0").equals("0") && password.length() < 12) {
            problems.add("stork.admin-center.port=" + values.get("stork.admin-center.port")
                    + " is not allowed without stork.admin-center.password, a text of at least 12 characters");
        }
    }
}
