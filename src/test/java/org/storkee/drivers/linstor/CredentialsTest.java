package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.drivers.linstor.Credentials.Found;
import org.storkee.drivers.linstor.Credentials.Settings;

class CredentialsTest {
    @TempDir
    Path folder;

    @Test
    void withoutAnyNothingIsShown() throws IOException {
        assertThat(new Credentials(Settings.NONE, null, "x").read()).isEqualTo(new Found("", "", "", ""));
        assertThat(Settings.NONE.tls()).isFalse();
    }

    @Test
    void settingsAreTextAndCertificatesMayBePaths() throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), "KEY");
        Settings settings = new Settings("user", "pass", "", "-----BEGIN", key.toString(), "");
        assertThat(new Credentials(settings, null, "x").read())
                .isEqualTo(new Found("Basic dXNlcjpwYXNz", "-----BEGIN", "KEY", ""));
        assertThat(settings.tls()).isTrue();
    }

    @Test
    void aMountedSecretWinsAndThatOfTheInstanceFirst() throws IOException {
        Files.writeString(folder.resolve("username"), "all\n");
        Files.writeString(folder.resolve("password"), "one\n");
        Files.createDirectory(folder.resolve("x"));
        Files.writeString(folder.resolve("x").resolve("password"), "two");
        Settings settings = new Settings("user", "pass", "", "", "", "");
        assertThat(new Credentials(settings, folder, "y").read().authorization())
                .isEqualTo(basic("all:one"));
        assertThat(new Credentials(settings, folder, "x").read().authorization())
                .isEqualTo(basic("all:two"));
    }

    @Test
    void aTokenIsStrongerThanAPasswordAndReadAnew() throws IOException {
        Path token = Files.writeString(folder.resolve("my-token"), "t1\n");
        Credentials credentials =
                new Credentials(new Settings("user", "pass", token.toString(), "", "", ""), null, "x");
        assertThat(credentials.read().authorization()).isEqualTo("Bearer t1");
        Files.writeString(token, "t2");
        assertThat(credentials.read().authorization()).isEqualTo("Bearer t2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"planted-1\nplanted-2", "\uFEFFplanted", "planted\u0000", "plantéd planted", "planted\tplanted"})
    void aFileWithoutATokenIsNamedAndNotQuoted(String content) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), content);
        assertThatIOException()
                .isThrownBy(() -> new Credentials(Settings.NONE, folder, "x").read())
                .withMessageContaining(token.toString())
                .satisfies(e -> assertThat(e.toString()).doesNotContain("planted"));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing");
        assertThatIOException()
                .isThrownBy(
                        () -> new Credentials(new Settings("", "", "", missing.toString(), "", ""), null, "x").read())
                .withMessageContaining(missing.toString())
                .withMessageContaining("does not exist");
    }

    @Test
    void noTextShowsAValue() throws IOException {
        Settings settings = new Settings("user", "hidden", "", "hidden", "hidden", "hidden");
        Credentials credentials = new Credentials(settings, null, "x");
        assertThat(credentials + " " + settings + " " + credentials.read()).doesNotContain("hidden", "aGlkZGVu");
    }

    private static String basic(String text) {
        return "Basic "
                + java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
