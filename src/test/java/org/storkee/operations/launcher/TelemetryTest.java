package org.storkee.operations.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest {
    private static final Path HOME = Path.of("/opt/stork");

    @Test
    void withoutAnEndpointNothingIsSet() throws StartRefused {
        assertThat(prepared(Map.of())).isEmpty();
    }

    @Test
    void anEndpointSwitchesTracesOnAndNothingElse() throws StartRefused {
        assertThat(prepared(Map.of(
                        "STORK_TELEMETRY_ENDPOINT", "http://collector:4318",
                        "STORK_TELEMETRY_SAMPLE_PERCENT", "5")))
                .contains(
                        "export TELEMETRY_CONFIG='/opt/stork/optional/telemetry.xml'",
                        "export OTEL_SDK_DISABLED='false'",
                        "export OTEL_EXPORTER_OTLP_ENDPOINT='http://collector:4318'",
                        "export OTEL_TRACES_SAMPLER_ARG='0.05'",
                        "export OTEL_METRICS_EXPORTER='none'",
                        "export OTEL_LOGS_EXPORTER='none'");
    }

    @Test
    void whatTheUserSetForOpenTelemetryStays() throws StartRefused {
        assertThat(prepared(Map.of(
                        "STORK_TELEMETRY_ENDPOINT", "http://collector:4317",
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                        "OTEL_SERVICE_NAME", "storage")))
                .doesNotContain("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_SERVICE_NAME")
                .contains("OTEL_TRACES_EXPORTER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://collector", "http://", "not a URL"})
    void whatIsNoUrlIsRefused(String endpoint) {
        assertThatThrownBy(() -> prepared(Map.of("STORK_TELEMETRY_ENDPOINT", endpoint)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("stork.telemetry.endpoint=" + endpoint + " is not allowed: it takes a URL");
    }

    private static String prepared(Map<String, String> given) throws StartRefused {
        ServerEnvironment environment = new ServerEnvironment();
        Telemetry.prepare(Launcher.check(List.of(), given), HOME, given, environment);
        return environment.toShell();
    }
}
