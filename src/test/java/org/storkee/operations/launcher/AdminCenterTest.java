package org.storkee.operations.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.testing.cluster.Ports;

class AdminCenterTest {
    @TempDir
    Path home;

    @Test
    void nothingIsSetUntilItIsAskedFor() throws StartRefused, IOException {
        hasAdminCenter();
        assertThat(prepared(Map.of())).isEmpty();
    }

    @Test
    void aPortSwitchesItOn() throws StartRefused, IOException {
        hasAdminCenter();
        String port = Integer.toString(Ports.free());
        assertThat(prepared(asked(port)))
                .contains(
                        "export ADMIN_CENTER_PORT='" + port + "'",
                        "export ADMIN_CENTER_USER='admin'",
                        "export ADMIN_CENTER_CONFIG='" + home + "/optional/admin-center.xml'");
    }

    @Test
    void anImageWithoutItSaysSoInsteadOfStartingWithoutIt() {
        assertThatThrownBy(() -> prepared(asked("9553")))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("stork.admin-center.port=9553 is not allowed: this image was built without");
    }

    private static Map<String, String> asked(String port) {
        return Map.of("STORK_ADMIN_CENTER_PORT", port, "STORK_ADMIN_CENTER_PASSWORD", "correct horse battery");
    }

    private void hasAdminCenter() throws IOException {
        Files.writeString(Files.createDirectories(home.resolve("optional")).resolve("admin-center.xml"), "<server/>");
    }

    private String prepared(Map<String, String> given) throws StartRefused {
        ServerEnvironment environment = new ServerEnvironment();
        AdminCenter.prepare(Launcher.check(List.of(), given), home, environment);
        return environment.toShell();
    }
}
