package org.storkee.testing.cluster;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How one Stork server of a test cluster differs from what is shipped. Immutable: each method returns a changed copy.
 *
 * @param name names its process, its log and its folder below the cluster's; one server per name
 * @param address where it listens: 127.0.0.1, or another of 127.x.y.z for servers that share a port as pods do
 * @param extenderPort 0 for any free one
 * @param managementPort 0 for any free one
 * @param tls {@code off}, {@code on} or {@code mutual}, as the key {@code stork.extender.tls}
 * @param environment environment variables on top of everything else
 */
public record StorkOptions(
        String name,
        String address,
        int extenderPort,
        int managementPort,
        String tls,
        Map<String, String> environment) {

    public StorkOptions {
        environment = Map.copyOf(environment);
    }

    /** A server with shipped settings on free ports, over HTTP. */
    public static StorkOptions named(String name) {
        return new StorkOptions(name, "127.0.0.1", 0, 0, "off", Map.of());
    }

    /** Fixed ports, for people; a port in use is told in one line. */
    public StorkOptions withPorts(int extender, int management) {
        return new StorkOptions(name, address, extender, management, tls, environment);
    }

    /** Listens on another address of this machine. */
    public StorkOptions at(String other) {
        return new StorkOptions(name, other, extenderPort, managementPort, tls, environment);
    }

    /** Serves the extender over HTTPS with a certificate of the cluster's authority. */
    public StorkOptions withTls(String mode) {
        return new StorkOptions(name, address, extenderPort, managementPort, mode, environment);
    }

    /** Sets a configuration key, e.g. {@code stork.extender.refusals}. */
    public StorkOptions with(String key, String value) {
        return withEnvironment(key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value);
    }

    /** Sets an environment variable, e.g. {@code JVM_ARGS}. */
    public StorkOptions withEnvironment(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new StorkOptions(name, address, extenderPort, managementPort, tls, more);
    }
}
