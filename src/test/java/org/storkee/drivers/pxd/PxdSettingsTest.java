package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PxdSettingsTest {
    private static PxdSettings read(Map<String, String> values) {
        return PxdSettings.read(key -> Optional.ofNullable(values.get(key)));
    }

    @Test
    void nothingSetMeansUpstreamsService() {
        PxdSettings settings = read(Map.of());
        assertThat(settings.namespace() + "/" + settings.service()).isEqualTo("kube-system/portworx-service");
        assertThat(settings.issuer()).isEqualTo("stork.openstorage.io");
        assertThat(settings.endpoints()).isEmpty();
        assertThat(settings.tls()).isFalse();
        assertThat(settings.given()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "stork.pxd.endpoint, 10.0.0.1",
        "stork.pxd.namespace, portworx",
        "stork.pxd.service, px",
        "stork.pxd.api-port, 9001",
        "stork.pxd.sdk-port, 9020",
    })
    void anyAddressMeansThatPortworxIsHere(String key, String value) {
        assertThat(read(Map.of(key, value)).given()).isTrue();
    }

    @Test
    void theGatewayIsOneAboveTheGrpcServer() {
        assertThat(read(Map.of("stork.pxd.sdk-port", "9020")).port()).isEqualTo(9021);
        assertThat(read(Map.of("stork.pxd.api-port", "9001")).port()).isEqualTo(9001);
        assertThat(read(Map.of("stork.pxd.api-port", "9001", "stork.pxd.sdk-port", "9020"))
                        .port())
                .isEqualTo(9021);
    }

    @Test
    void severalAddressesAreSeveralClusters() {
        assertThat(read(Map.of("stork.pxd.endpoint", "a:9021, https://b , a:9021,"))
                        .endpoints())
                .containsExactly("a:9021", "https://b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stork.pxd.jwt-issuer | example.org | one of apps.portworx.io, operator.portworx.io, stork.openstorage.io",
                "stork.pxd.sdk-port | 65535 | a whole number from 0 to 65534",
                "stork.pxd.api-port | nine | a whole number from 0 to 65534",
            })
    void aWrongValueIsToldWithWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + "=" + value + " is not allowed: it takes " + allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://admin:planted@px:9021",
                "admin:planted@px",
                "10.0.0.1, https://planted@px",
                "https://px:9021?token=planted",
                "https://px:9021/#planted"
            })
    void anAddressWithMoreThanAnAddressIsRefusedAndNotRepeated(String endpoint) {
        assertThatThrownBy(() -> read(Map.of("stork.pxd.endpoint", endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stork.pxd.endpoint is not allowed: it takes")
                .hasMessageNotContaining("planted");
    }

    @Test
    void theSecretIsNeverPartOfAText() throws IOException {
        PxdSettings settings = read(Map.of("stork.pxd.shared-secret", "hush-hush"));
        assertThat(settings.secret().read()).asString().isEqualTo("hush-hush");
        assertThat(settings.toString()).doesNotContain("hush-hush");
    }

    @Test
    void aFileIsReadAgainEachTime(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "first\n");
        PxdSettings settings =
                read(Map.of("stork.pxd.shared-secret", "not me", "stork.pxd.shared-secret-file", file.toString()));
        assertThat(settings.secret().read()).asString().isEqualTo("first");
        Files.writeString(file, "second");
        assertThat(settings.secret().read()).asString().isEqualTo("second");
        Files.delete(file);
        assertThatThrownBy(() -> settings.secret().read())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("stork.pxd.shared-secret-file", file.toString());
    }
}
