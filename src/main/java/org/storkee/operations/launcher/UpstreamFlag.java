package org.storkee.operations.launcher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command-line flags of upstream Stork's entry point, so that an upstream Deployment's {@code args} still work.
 *
 * @param name without dashes
 * @param kind what value it takes
 * @param key the key it sets; null when nothing here corresponds to it
 * @param granted for a switch without key: the value that is as things are anyway; null when none is
 * @param why for a flag without key: why it has no effect, the end of a sentence; else empty
 */
record UpstreamFlag(
        String name,
        Kind kind,
        @Nullable String key,
        @Nullable Boolean granted,
        String why) {
    enum Kind {
        TEXT,
        WHOLE,
        /** As in Go: the name alone means true, a value only after {@code =}. */
        SWITCH
    }

    private static final String ABSENT = " not part of this version";

    static final List<UpstreamFlag> ALL = List.of(
            new UpstreamFlag("verbose", Kind.SWITCH, "stork.log.level"),
            new UpstreamFlag("driver", Kind.TEXT, "stork.drivers"),
            new UpstreamFlag("d", Kind.TEXT, "stork.drivers"),
            new UpstreamFlag("leader-elect", Kind.SWITCH, "stork.leader-election.enabled"),
            new UpstreamFlag("lock-object-name", Kind.TEXT, "stork.leader-election.name"),
            new UpstreamFlag("lock-object-namespace", Kind.TEXT, "stork.leader-election.namespace"),
            new UpstreamFlag("snapshotter", "snapshots are" + ABSENT),
            new UpstreamFlag("extender", Kind.SWITCH, null, true, "the extender always runs"),
            new UpstreamFlag("health-monitor", Kind.SWITCH, "stork.health.mode"),
            new UpstreamFlag(
                    "health-monitor-interval",
                    Kind.WHOLE,
                    null,
                    null,
                    "storage is looked at every stork.health.check-interval"),
            new UpstreamFlag("action-controller", "failover actions are" + ABSENT),
            new UpstreamFlag("migration-controller", "migration is" + ABSENT),
            new UpstreamFlag("application-controller", "backup and cloning of applications are" + ABSENT),
            new UpstreamFlag("px-object-controller", "Portworx's objects are" + ABSENT),
            new UpstreamFlag(
                    "admin-namespace", Kind.TEXT, null, null, "what runs in an administrator's namespace is" + ABSENT),
            new UpstreamFlag("migration-admin-namespace", Kind.TEXT, null, null, "migration is" + ABSENT),
            new UpstreamFlag("cluster-domain-controllers", "cluster domains are" + ABSENT),
            new UpstreamFlag("pvc-watcher", "snapshot schedules made from claims are" + ABSENT),
            new UpstreamFlag("webhook-controller", Kind.SWITCH, "stork.admission"),
            new UpstreamFlag("webhook-skip-resources-annotation", Kind.TEXT, "stork.admission.skip-annotation"),
            new UpstreamFlag("enable-metrics", Kind.SWITCH, null, true, "metrics are always served"),
            new UpstreamFlag(
                    "controller-cache-sync-timeout",
                    Kind.WHOLE,
                    null,
                    null,
                    "readiness waits for the caches as long as they take"),
            new UpstreamFlag("application-backup-sync-interval", Kind.WHOLE, null, null, "backup is" + ABSENT),
            new UpstreamFlag("k8s-api-qps", Kind.WHOLE, null, null, "calls to the API server are few and not limited"),
            new UpstreamFlag(
                    "k8s-api-burst", Kind.WHOLE, null, null, "calls to the API server are few and not limited"),
            new UpstreamFlag("kdmp-controller", "backup of volumes' data is" + ABSENT),
            new UpstreamFlag("migration-max-threads", Kind.WHOLE, null, null, "migration is" + ABSENT),
            new UpstreamFlag("resource-transformation-controller", "migration is" + ABSENT),
            new UpstreamFlag("app-initializer", Kind.SWITCH, "stork.admission"));

    /** A flag with a counterpart. */
    private UpstreamFlag(String name, Kind kind, String key) {
        this(name, kind, key, null, "");
    }

    /** The switch of a part that is not there: off is granted. */
    private UpstreamFlag(String name, String why) {
        this(name, Kind.SWITCH, null, false, why);
    }

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

    /** What a user is told who gave the flag this value; null when it has its effect, or asks for what is so anyway. */
    @Nullable
    String warning(String value) {
        if (key != null || (granted != null && granted.equals(truth(value)))) {
            return null;
        }
        return written() + " has no effect: " + why;
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
