package org.storkee.operations.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    @Test
    void nothingSetGivesTheDefaults() throws StartRefused {
        Configuration configuration = Launcher.check(List.of(), Map.of("PATH", "/bin"));
        assertThat(configuration.get("stork.extender.port")).isEqualTo("8099");
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void flagsWinOverSystemPropertiesAndThoseOverTheEnvironment() throws StartRefused {
        Map<String, String> environment = Map.of(
                "STORK_LEADER_ELECTION_NAME", "environment",
                "STORK_LEADER_ELECTION_NAMESPACE", "environment",
                "STORK_TLS_DIR", "/environment",
                "JVM_ARGS", "-Xmx1g -Dstork.leader-election.name=property -Dstork.leader-election.namespace=property");
        Configuration configuration = Launcher.check(List.of("--lock-object-name=flag"), environment);
        assertThat(configuration.get("stork.leader-election.name")).isEqualTo("flag");
        assertThat(configuration.get("stork.leader-election.namespace")).isEqualTo("property");
        assertThat(configuration.get("stork.tls.dir")).isEqualTo("/environment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STORK_EXTENDER_PORT | 70000 | stork.extender.port takes a whole number from 1 to 65535",
                "STORK_EXTENDER_TLS | yes | stork.extender.tls takes one of off, on, mutual",
                "STORK_EXTENDER_MAX_VIEW_AGE | 60 | stork.extender.max-view-age takes a duration from 1s to 1h",
                "STORK_DRIVERS | tape | stork.drivers takes a list",
                "STORK_LEADER_ELECTION_ENABLED | maybe | stork.leader-election.enabled takes true or false",
                "STORK_TLS_DIR | '' | stork.tls.dir takes a text that is not empty",
                "stork.extender.port | x | stork.extender.port takes a whole number"
            })
    void aWrongValueEndsTheStartWithOneLineThatSaysEverything(String variable, String value, String allowed) {
        assertThatThrownBy(() -> Launcher.check(List.of(), Map.of(variable, value)))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.status()).isEqualTo(78))
                .hasMessageStartingWith(variable + "=" + value + " is not allowed: ")
                .hasMessageContaining(allowed)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aVariableOfUpstreamIsTheDefaultOfOurKey() throws StartRefused {
        Configuration configuration = Launcher.check(List.of(), Map.of("PX_NAMESPACE", "portworx"));
        assertThat(configuration.get("stork.pxd.namespace")).isEqualTo("portworx");
        assertThat(configuration.get("stork.pxd.service")).isEqualTo("portworx-service");
        assertThat(Launcher.check(List.of(), Map.of("PX_NAMESPACE", "portworx", "STORK_PXD_NAMESPACE", "px"))
                        .get("stork.pxd.namespace"))
                .isEqualTo("px");
    }

    @Test
    void aWrongValueOfSuchAVariableIsToldByTheVariablesName() {
        assertThatThrownBy(() -> Launcher.check(List.of(), Map.of("PX_JWT_ISSUER", "evil.example.org")))
                .hasMessageStartingWith(
                        "PX_JWT_ISSUER=evil.example.org is not allowed: stork.pxd.jwt-issuer takes one of"
                                + " stork.openstorage.io, apps.portworx.io, operator.portworx.io");
    }

    @Test
    void severalWrongValuesAreToldTogether() {
        assertThatThrownBy(() -> Launcher.check(
                        List.of(), Map.of("STORK_EXTENDER_PORT", "0", "JVM_ARGS", "-Dstork.extender.tls=si")))
                .hasMessageContainingAll("STORK_EXTENDER_PORT=0", "-Dstork.extender.tls=si");
    }

    @Test
    void twoPortsAreNotTheSame() {
        assertThatThrownBy(() -> Launcher.check(List.of(), Map.of("STORK_EXTENDER_PORT", "9080")))
                .hasMessageContainingAll("stork.management.port", "9080", "stork.extender.port");
    }

    @Test
    void theAdminCenterNeedsAPasswordThatIsNeverShown() {
        assertThatThrownBy(() -> Launcher.check(
                        List.of(), Map.of("STORK_ADMIN_CENTER_PORT", "9443", "STORK_ADMIN_CENTER_PASSWORD", "secret")))
                .hasMessageContaining("stork.admin-center.password")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void theWebhooksUrlIsOneTheApiServerWouldTake() throws StartRefused {
        for (String url : List.of("http://stork:9443/mutate", "https://stork:9443", "stork:9443/mutate")) {
            assertThatThrownBy(() -> Launcher.check(List.of(), Map.of("STORK_ADMISSION_URL", url)))
                    .hasMessageContainingAll("stork.admission.url", url);
        }
        assertThat(Launcher.check(List.of(), Map.of("STORK_ADMISSION_URL", "https://192.0.2.7:9443/mutate"))
                        .get("stork.admission.url"))
                .isEqualTo("https://192.0.2.7:9443/mutate");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 443",
        "https://stork.example.com/mutate, 443",
        "https://stork.example.com:8443/mutate, 8443",
        "https://[::1]/mutate, 443",
        "https://[::1]:30443/mutate, 30443"
    })
    void theWebhookAnswersUnderThePortOfItsUrl(String url, int port) {
        assertThat(Launcher.urlPort(url)).isEqualTo(port);
    }

    @Test
    void anUnknownKeyIsWarnedAboutWithTheNearestOne() throws StartRefused {
        assertThat(Launcher.check(List.of(), Map.of("STORK_EXTENDR_PORT", "1", "JVM_ARGS", "-Dstork.driver=auto"))
                        .warnings())
                .satisfiesExactly(
                        variable -> assertThat(variable).contains("STORK_EXTENDR_PORT", "STORK_EXTENDER_PORT"),
                        property -> assertThat(property).contains("stork.driver ", "stork.drivers"));
    }

    @Test
    void whatKubernetesAddsForAServiceNamedStorkIsNotOurs() throws StartRefused {
        Map<String, String> links = Map.of(
                "STORK_EXTENDER_PORT", "tcp://10.0.0.1:8099",
                "STORK_EXTENDER_SERVICE_HOST", "10.0.0.1",
                "STORK_EXTENDER_SERVICE_PORT_HTTP", "8099",
                "STORK_PORT_8099_TCP_ADDR", "10.0.0.1",
                "STORK_SERVICE_PORT", "8099");
        Configuration configuration = Launcher.check(List.of(), links);
        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.get("stork.extender.port")).isEqualTo("8099");
        assertThat(ServiceLinks.in(links)).contains("STORK_EXTENDER_PORT");
    }

    @Test
    void valuesReachTheServerWhateverTheyContain() {
        ServerEnvironment environment = new ServerEnvironment();
        environment.set("A", "it's $HOME `x` \"y\"");
        environment.remove("B");
        assertThat(environment.toShell()).isEqualTo("export A='it'\\''s $HOME `x` \"y\"'\nunset B\n");
    }
}
