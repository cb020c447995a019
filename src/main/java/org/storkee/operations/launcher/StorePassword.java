package org.storkee.operations.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The password of the server's key stores. They and it lie in the output directory of one instance, readable by its
 * owner only; it protects nothing more, but the server insists on one, and it must outlive a restart.
 */
final class StorePassword {
    private StorePassword() {}

    static String of(Path instance) throws StartRefused {
        Path file = instance.resolve("store.password");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            String password = HexFormat.of().formatHex(random);
            Files.createDirectories(instance);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, password);
            return password;
        } catch (FileAlreadyExistsException e) {
            throw new StartRefused(
                    StartRefused.UNAVAILABLE, instance + " is in use by another instance; set WLP_OUTPUT_DIR for each");
        } catch (IOException e) {
            throw new StartRefused(StartRefused.UNAVAILABLE, "cannot write " + file + ": " + e);
        }
    }
}
