package org.storkee.testing.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the shipped {@code deploy/scheduler/stork-config.yaml} into one for the test cluster: addresses, credentials
 * and what {@link SchedulerOptions} ask for are replaced, everything else is tested as it is shipped.
 */
final class SchedulerConfig {
    private SchedulerConfig() {}

    static Path write(SchedulerOptions options, Path kubeconfig, Path folder) {
        Path shipped = Repository.root().resolve("deploy/scheduler/stork-config.yaml");
        Path file = folder.resolve(options.name() + ".yaml");
        try {
            Map<String, Object> config = new LinkedHashMap<>(parse(Files.readString(shipped)));
            if (!options.shippedAccount()) {
                config.put("leaderElection", Map.of("leaderElect", false));
            }
            config.put("clientConnection", connection(config, options, kubeconfig));
            config.put("profiles", profiles(config, options.profiles()));
            config.put("extenders", extenders(config, options));
            Files.writeString(file, Serialization.asYaml(config));
            return file;
        } catch (IOException e) {
            throw new ClusterException("cannot make a scheduler configuration from " + shipped + ": " + e, e);
        }
    }

    private static Map<String, Object> connection(
            Map<String, Object> config, SchedulerOptions options, Path kubeconfig) {
        Map<String, Object> connection = new LinkedHashMap<>();
        if (config.get("clientConnection") instanceof Map<?, ?> shipped) {
            shipped.forEach((key, value) -> connection.put(key.toString(), value));
        }
        connection.put("kubeconfig", kubeconfig.toString());
        if (options.apiLimitsLifted()) {
            connection.putAll(Map.of("qps", 500, "burst", 1000));
        }
        return connection;
    }

    private static List<Map<String, Object>> profiles(Map<String, Object> config, List<String> names) {
        Map<String, Object> shipped = list(config, "profiles").getFirst();
        List<Map<String, Object>> profiles = new ArrayList<>();
        for (String name : names) {
            Map<String, Object> profile = new LinkedHashMap<>(shipped);
            profile.put("schedulerName", name);
            profiles.add(profile);
        }
        return profiles;
    }

    private static List<Map<String, Object>> extenders(Map<String, Object> config, SchedulerOptions options) {
        if (options.extender().isEmpty()) {
            return List.of();
        }
        Map<String, Object> extender =
                new LinkedHashMap<>(list(config, "extenders").getFirst());
        extender.put("urlPrefix", options.extender().get());
        extender.put("nodeCacheCapable", options.nodeCacheCapable());
        extender.put("ignorable", options.ignorable());
        extender.put("enableHTTPS", options.tls().isPresent());
        Map<String, Object> shipped = map(extender.remove("tlsConfig"));
        options.tls().ifPresent(tls -> extender.put("tlsConfig", tlsConfig(shipped, tls)));
        return List.of(extender);
    }

    private static Map<String, Object> tlsConfig(Map<String, Object> shipped, SchedulerOptions.Tls tls) {
        Map<String, Object> config = new LinkedHashMap<>(shipped);
        config.put("caFile", tls.authority().toString());
        tls.client().ifPresent(client -> {
            config.put("certFile", client.certificate().toString());
            config.put("keyFile", client.key().toString());
        });
        return config;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(String yaml) {
        return Serialization.unmarshal(yaml, Map.class);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> config, String key) {
        return (List<Map<String, Object>>) config.get(key);
    }
}
