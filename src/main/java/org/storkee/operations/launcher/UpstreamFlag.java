package org.storkee.operations.launcher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command-line flags of upstream Stork's entry point, so that an upstream Deployment's {@code args} still work.
 *
 * @param name without dashes
 * @param kind what value it takes
 * @param key the key it sets; null when nothing here corresponds to it yet
 */
record UpstreamFlag(String name, Kind kind, @Nullable String key) {
    enum Kind {
        TEXT,
        WHOLE,
        /** As in Go: the name alone means true, a value only after {@code =}. */
        SWITCH
    }

    static final List<UpstreamFlag> ALL = List.of(
            new UpstreamFlag("verbose", Kind.SWITCH, "stork.log.level"),
            new UpstreamFlag("driver", Kind.TEXT, "stork.drivers"),
            new UpstreamFlag("d", Kind.TEXT, "stork.drivers"),
            new UpstreamFlag("leader-elect", Kind.SWITCH, "stork.leader-election.enabled"),
            new UpstreamFlag("lock-object-name", Kind.TEXT, "stork.leader-election.name"),
            new UpstreamFlag("lock-object-namespace", Kind.TEXT, "stork.leader-election.namespace"),
            new UpstreamFlag("snapshotter", Kind.SWITCH, null),
            new UpstreamFlag("extender", Kind.SWITCH, null),
            new UpstreamFlag("health-monitor", Kind.SWITCH, "stork.health.mode"),
            new UpstreamFlag("health-monitor-interval", Kind.WHOLE, null),
            new UpstreamFlag("action-controller", Kind.SWITCH, null),
            new UpstreamFlag("migration-controller", Kind.SWITCH, null),
            new UpstreamFlag("application-controller", Kind.SWITCH, null),
            new UpstreamFlag("px-object-controller", Kind.SWITCH, null),
            new UpstreamFlag("admin-namespace", Kind.TEXT, null),
            new UpstreamFlag("migration-admin-namespace", Kind.TEXT, null),
            new UpstreamFlag("cluster-domain-controllers", Kind.SWITCH, null),
            new UpstreamFlag("pvc-watcher", Kind.SWITCH, null),
            new UpstreamFlag("webhook-controller", Kind.SWITCH, "stork.admission"),
            new UpstreamFlag("webhook-skip-resources-annotation", Kind.TEXT, "stork.admission.skip-annotation"),
            new UpstreamFlag("enable-metrics", Kind.SWITCH, null),
            new UpstreamFlag("controller-cache-sync-timeout", Kind.WHOLE, null),
            new UpstreamFlag("application-backup-sync-interval", Kind.WHOLE, null),
            new UpstreamFlag("k8s-api-qps", Kind.WHOLE, null),
            new UpstreamFlag("k8s-api-burst", Kind.WHOLE, null),
            new UpstreamFlag("kdmp-controller", Kind.SWITCH, null),
            new UpstreamFlag("migration-max-threads", Kind.WHOLE, null),
            new UpstreamFlag("resource-transformation-controller", Kind.SWITCH, null),
            new UpstreamFlag("app-initializer", Kind.SWITCH, "stork.admission"));

    static @Nullable UpstreamFlag named(String name) {
        for (UpstreamFlag flag : ALL) {
            if (flag.name.equals(name)) {
                return flag;
            }
        }
        return null;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (UpstreamFlag flag : ALL) {
            names.add(flag.written());
        }
        return names;
    }

    /** As people write it: {@code --driver}, {@code -d}. */
    String written() {
        return (name.length() == 1 ? "-" : "--") + name;
    }

    /** Whether {@code value} is one that upstream would take. */
    boolean allows(String value) {
        return switch (kind) {
            case TEXT -> true;
            case WHOLE ->
                new org.storkee.operations.config.Constraint.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE).allows(value);
            case SWITCH -> truth(value) != null;
        };
    }

    /** The spellings of a truth value that Go's flag package takes; null for anything else. */
    static @Nullable Boolean truth(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> Boolean.TRUE;
            case "0", "f", "F", "false", "FALSE", "False" -> Boolean.FALSE;
            default -> null;
        };
    }
}
