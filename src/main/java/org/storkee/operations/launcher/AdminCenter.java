package org.storkee.operations.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/** Switches Liberty's Admin Center on, where the package has it. */
final class AdminCenter {
    private static final String PORT = "stork.admin-center.port";

    private AdminCenter() {}

    /**
     * Adds nothing while its port is 0.
     *
     * @param home the package's directory
     * @throws StartRefused when the port is in use, or the image was built without the Admin Center
     */
    static void prepare(Configuration configuration, Path home, ServerEnvironment environment) throws StartRefused {
        String port = configuration.get(PORT).strip();
        if (port.equals("0")) {
            return;
        }
        Path file = home.resolve("optional/admin-center.xml");
        if (!Files.exists(file)) {
            throw new StartRefused(
                    StartRefused.CONFIGURATION,
                    PORT + "=" + port + " is not allowed: this image was built without the Admin Center;"
                            + " build it with STORK_ADMIN_CENTER=on, or set 0");
        }
        Ports.expectFree(configuration, PORT);
        environment.set("ADMIN_CENTER_PORT", port);
        environment.set("ADMIN_CENTER_USER", configuration.get("stork.admin-center.user"));
        environment.set("ADMIN_CENTER_PASSWORD", configuration.get("stork.admin-center.password"));
        environment.set("ADMIN_CENTER_CONFIG", file.toString());
    }
}
