package org.storkee.operations.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Switches traces on: the server's feature, and OpenTelemetry's own variables. Those the user has set win, so that
 * everything OpenTelemetry can do may be had.
 */
final class Telemetry {
    private static final String ENDPOINT = "stork.telemetry.endpoint";

    private Telemetry() {}

    /**
     * Adds nothing while there is no endpoint.
     *
     * @param given the environment of this process
     * @throws StartRefused when the endpoint is no http or https URL
     */
    static void prepare(
            Configuration configuration, Path home, Map<String, String> given, ServerEnvironment environment)
            throws StartRefused {
        String endpoint = configuration.get(ENDPOINT).strip();
        if (endpoint.isEmpty()) {
            return;
        }
        if (!isHttp(endpoint)) {
            throw new StartRefused(
                    StartRefused.CONFIGURATION,
                    ENDPOINT + "=" + endpoint + " is not allowed: it takes a URL, as in http://collector:4318");
        }
        environment.set(
                "TELEMETRY_CONFIG", home.resolve("optional/telemetry.xml").toString());
        double kept = Integer.parseInt(
                        configuration.get("stork.telemetry.sample-percent").strip())
                / 100.0;
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("OTEL_SDK_DISABLED", "false");
        variables.put("OTEL_SERVICE_NAME", "stork");
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        variables.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        variables.put("OTEL_TRACES_EXPORTER", "otlp");
        variables.put("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
        variables.put("OTEL_TRACES_SAMPLER_ARG", Double.toString(kept));
        // Metrics are scraped and logs are printed.
        variables.put("OTEL_METRICS_EXPORTER", "none");
        variables.put("OTEL_LOGS_EXPORTER", "none");
        variables.forEach((name, value) -> {
            if (!given.containsKey(name)) {
                environment.set(name, value);
            }
        });
    }

    private static boolean isHttp(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
