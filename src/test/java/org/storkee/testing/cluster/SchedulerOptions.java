package org.storkee.testing.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One kube-scheduler process. What is not said here is as in {@code deploy/scheduler/stork-config.yaml}.
 *
 * <p>Immutable: each method returns a changed copy. A cluster may run several processes at once when their profiles
 * differ.
 *
 * @param name names the process, its log and its configuration file
 * @param profiles the scheduler names this process serves
 * @param extender where Stork listens, e.g. {@code http://127.0.0.1:8099}; empty for a scheduler without extender
 * @param tls the authority to trust and the certificate to show to an {@code https} extender
 * @param apiLimitsLifted whether it may call the API server as often as it can, so that tests wait for what they test;
 *     else at the shipped configuration's rate, which is kube-scheduler's default of 50 calls a second
 * @param shippedAccount whether it runs under the ServiceAccount of {@code deploy/scheduler}, and for election; else as
 *     the cluster's own scheduler, which leads from the start. One such process at a time
 */
public record SchedulerOptions(
        String name,
        List<String> profiles,
        Optional<String> extender,
        boolean nodeCacheCapable,
        boolean ignorable,
        Optional<Tls> tls,
        boolean apiLimitsLifted,
        boolean shippedAccount) {

    /**
     * How to talk to an {@code https} extender.
     *
     * @param authority PEM file of the authority that signed Stork's certificate
     * @param client shown to Stork when it asks for a client certificate
     */
    public record Tls(Path authority, Optional<Certificates.Identity> client) {}

    /** A scheduler without extender for these scheduler names. */
    public static SchedulerOptions plain(String... profiles) {
        return new SchedulerOptions(
                "kube-scheduler-" + profiles[0],
                List.of(profiles),
                Optional.empty(),
                true,
                false,
                Optional.empty(),
                true,
                false);
    }

    /** A scheduler that asks this extender, as the shipped configuration says: names mode, not ignorable. */
    public static SchedulerOptions asking(String extender, String... profiles) {
        return plain(profiles).withExtender(extender);
    }

    public SchedulerOptions named(String other) {
        return new SchedulerOptions(
                other, profiles, extender, nodeCacheCapable, ignorable, tls, apiLimitsLifted, shippedAccount);
    }

    public SchedulerOptions withExtender(String url) {
        return new SchedulerOptions(
                name, profiles, Optional.of(url), nodeCacheCapable, ignorable, tls, apiLimitsLifted, shippedAccount);
    }

    /** Whether only node names travel (true), or whole Node objects. */
    public SchedulerOptions withNodeCacheCapable(boolean names) {
        return new SchedulerOptions(name, profiles, extender, names, ignorable, tls, apiLimitsLifted, shippedAccount);
    }

    /** Whether pods are placed without Stork while it does not answer. */
    public SchedulerOptions withIgnorable(boolean ignore) {
        return new SchedulerOptions(
                name, profiles, extender, nodeCacheCapable, ignore, tls, apiLimitsLifted, shippedAccount);
    }

    public SchedulerOptions withTls(Tls how) {
        return new SchedulerOptions(
                name,
                profiles,
                extender,
                nodeCacheCapable,
                ignorable,
                Optional.of(how),
                apiLimitsLifted,
                shippedAccount);
    }

    /** At most the API calls per second that the shipped configuration allows. */
    public SchedulerOptions withShippedApiLimits() {
        return new SchedulerOptions(name, profiles, extender, nodeCacheCapable, ignorable, tls, false, shippedAccount);
    }

    /** With the rights and the election that are shipped. */
    public SchedulerOptions withShippedAccount() {
        return new SchedulerOptions(name, profiles, extender, nodeCacheCapable, ignorable, tls, apiLimitsLifted, true);
    }
}
