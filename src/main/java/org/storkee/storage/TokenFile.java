package org.storkee.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with a token that a driver shows to its storage system, as a Secret is mounted. */
public final class TokenFile {
    private TokenFile() {}

    /**
     * The token as it is now, without blanks and line ends around it; empty when there is nothing else in the file.
     *
     * @throws IOException naming the file, and never its content: not even where that can be no header's value, which
     *     whoever sends the header would quote
     */
    public static String read(Path file) throws IOException {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("token file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new IOException("token file " + file + " cannot be read: " + e.getMessage(), e);
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException("token file " + file + " holds no token: that is one line of ASCII without blanks");
        }
        return token;
    }
}
