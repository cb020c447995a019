package org.storkee.operations.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.storkee.operations.config.Constraint;
import org.storkee.operations.config.Nearest;
import org.storkee.operations.config.Settings;

/**
 * Upstream's flags, translated.
 *
 * @param values key to value, for the flags that have a counterpart
 * @param origins key to the flag as it was written, for messages
 * @param warnings one line each
 */
record CommandLine(Map<String, String> values, Map<String, String> origins, List<String> warnings) {
    private static final String DRIVERS = "stork.drivers";
    private static final int SHORTEST_INTERVAL = 30;

    /**
     * Reads flags by the rules of Go's flag package: one dash or two, the value after {@code =} or as the next word,
     * the last one of equals wins.
     *
     * @throws StartRefused for an unknown flag, a missing or unreadable value, or a word that is no flag
     */
    static CommandLine parse(List<String> words, Settings settings) throws StartRefused {
        CommandLine line = new CommandLine(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        Map<UpstreamFlag, String> given = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("-")) {
                throw refused("unknown argument \"" + word + "\"; flags start with -- (stork --help lists them)");
            }
            String bare = word.substring(word.startsWith("--") ? 2 : 1);
            int equals = bare.indexOf('=');
            String name = equals < 0 ? bare : bare.substring(0, equals);
            UpstreamFlag flag = UpstreamFlag.named(name);
            if (flag == null) {
                throw refused("unknown flag " + word + "; the nearest known one is "
                        + Nearest.to("--" + name, UpstreamFlag.names()) + " (stork --help lists them)");
            }
            String value;
            if (equals >= 0) {
                value = bare.substring(equals + 1);
            } else if (flag.kind() == UpstreamFlag.Kind.SWITCH) {
                value = "true";
            } else if (i + 1 < words.size()) {
                value = words.get(++i);
            } else {
                throw refused(word + " needs a value");
            }
            if (!flag.allows(value)) {
                throw refused(flag.written() + " takes "
                        + (flag.kind() == UpstreamFlag.Kind.WHOLE ? "a whole number" : "true or false") + ", not \""
                        + value + "\"");
            }
            if (flag.name().equals("health-monitor-interval")) {
                checkInterval(value);
            }
            given.put(flag, value);
            if (flag.key() != null) {
                line.set(flag, value, settings);
            }
        }
        line.warn(given, settings);
        return line;
    }

    /** Upstream's limits; the interval itself has no counterpart, since storage is looked at every second. */
    private static void checkInterval(String seconds) throws StartRefused {
        int interval = Integer.parseInt(seconds);
        if (interval != 0 && interval < SHORTEST_INTERVAL) {
            throw refused("--health-monitor-interval=" + seconds + ": minimum interval for health monitor is "
                    + SHORTEST_INTERVAL + " seconds (0 for upstream's default)");
        }
    }

    private void set(UpstreamFlag flag, String value, Settings settings) {
        String key = String.valueOf(flag.key());
        if (key.equals("stork.health.mode") && Boolean.TRUE.equals(UpstreamFlag.truth(value))) {
            values.remove(key); // on, as it is anyway: a mode that was set otherwise stands
            origins.remove(key);
            return;
        }
        if (key.equals("stork.admission.skip-annotation") && value.isEmpty()) {
            return; // as upstream: the usual one
        }
        String translated = switch (key) {
            // Upstream names one driver; one that this build lacks is no reason not to serve the storage it does know.
            case DRIVERS -> settings.get(key).constraint().allows(value) ? value : "auto";
            case "stork.log.level" -> Boolean.TRUE.equals(UpstreamFlag.truth(value)) ? "debug" : "info";
            case "stork.leader-election.enabled" -> String.valueOf(UpstreamFlag.truth(value));
            case "stork.health.mode" -> "off";
            case "stork.admission" -> Boolean.TRUE.equals(UpstreamFlag.truth(value)) ? "on" : "off";
            default -> value;
        };
        values.put(key, translated);
        origins.put(key, flag.written());
    }

    /** Once for each flag, by the value that counts. */
    private void warn(Map<UpstreamFlag, String> given, Settings settings) {
        Constraint drivers = settings.get(DRIVERS).constraint();
        for (Map.Entry<UpstreamFlag, String> each : given.entrySet()) {
            UpstreamFlag flag = each.getKey();
            String value = each.getValue();
            String warning = flag.warning(value);
            if (flag.written().equals(origins.get(DRIVERS)) && !drivers.allows(value)) {
                warning = "--driver=" + value + ": this build has no such driver (stork.drivers takes "
                        + drivers.description() + "); using auto, the drivers whose storage the cluster shows";
            } else if (flag.name().equals("app-initializer")) {
                warning = "--app-initializer: Kubernetes has no initializers any more; the admission webhook"
                        + " (stork.admission) takes their place";
            }
            if (warning != null) {
                warnings.add(warning);
            }
        }
    }

    private static StartRefused refused(String message) {
        return new StartRefused(StartRefused.CONFIGURATION, message);
    }
}
