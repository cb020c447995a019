package org.storkee.drivers.linstor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.TokenFile;

/**
 * Where the means to prove who asks, and to know who answers, come from. Files are read at each observation, so that a
 * renewed Secret needs no restart. {@link #toString()} shows no value.
 *
 * <p>A file of the credentials directory wins over the setting: {@code username}, {@code password}, {@code token},
 * {@code tls.crt}, {@code tls.key}, {@code ca.crt}, as Kubernetes mounts a Secret; first those in the folder called as
 * the instance, so that two clusters can have different ones.
 *
 * @param settings the values of the configuration; certificates and keys are PEM, or a path that starts with {@code /}
 * @param directory the credentials directory, or null
 * @param instance which of its folders comes first
 */
record Credentials(Settings settings, @Nullable Path directory, String instance) {
    /** What the configuration says; nothing is empty text. */
    record Settings(
            String username, String password, String tokenFile, String certificate, String key, String authority) {
        static final Settings NONE = new Settings("", "", "", "", "", "");

        /** Whether any of these makes sense over HTTPS only. */
        boolean tls() {
            return !certificate.isEmpty() || !key.isEmpty() || !authority.isEmpty();
        }

        @Override
        public String toString() {
            return "Settings[…]";
        }
    }

    /**
     * What was found, as it is now. Equal when nothing changed.
     *
     * @param authorization value of the header, or empty
     * @param certificate PEM, or empty
     * @param key PEM, or empty
     * @param authority PEM, or empty
     */
    record Found(String authorization, String certificate, String key, String authority) {
        @Override
        public String toString() {
            return "Found[…]";
        }
    }

    /**
     * Reads everything anew.
     *
     * @throws IOException naming the file that cannot be read
     */
    Found read() throws IOException {
        String username = Objects.requireNonNullElse(mounted("username"), settings.username)
                .strip();
        String password = Objects.requireNonNullElse(mounted("password"), settings.password);
        Path token = mountedFile("token");
        if (token == null && !settings.tokenFile.isEmpty()) {
            token = Path.of(settings.tokenFile);
        }
        return new Found(
                authorization(username, withoutLineEnd(password), token == null ? "" : TokenFile.read(token)),
                Objects.requireNonNullElse(mounted("tls.crt"), pem(settings.certificate)),
                Objects.requireNonNullElse(mounted("tls.key"), pem(settings.key)),
                Objects.requireNonNullElse(mounted("ca.crt"), pem(settings.authority)));
    }

    private static String authorization(String username, String password, String token) {
        if (!token.isEmpty()) {
            return "Bearer " + token;
        }
        if (username.isEmpty()) {
            return "";
        }
        byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** Editors end a file with a line end, which is no part of a password. */
    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\R$", "");
    }

    private static String pem(String textOrPath) throws IOException {
        return textOrPath.startsWith("/") ? file(Path.of(textOrPath)) : textOrPath;
    }

    private @Nullable String mounted(String name) throws IOException {
        Path file = mountedFile(name);
        return file == null ? null : file(file);
    }

    private @Nullable Path mountedFile(String name) {
        if (directory == null) {
            return null;
        }
        for (Path file : new Path[] {directory.resolve(instance).resolve(name), directory.resolve(name)}) {
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    private static String file(Path path) throws IOException {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new IOException("credentials file " + path + " does not exist", e);
        } catch (IOException e) {
            throw new IOException("credentials file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + instance + "]";
    }
}
