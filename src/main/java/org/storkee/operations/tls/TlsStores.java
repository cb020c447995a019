package org.storkee.operations.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;

/**
 * The PKCS #12 stores the server reads: {@code key.p12} and, with client certificates, {@code trust.p12}. Both are
 * replaced in one step each, so that the server never sees half a file, and only the owner may read them.
 *
 * @param directory created when missing
 * @param password of both stores
 */
public record TlsStores(Path directory, String password) {
    private static final String SOURCE = "source.sha256";

    /** Reads the PEM files, all of them before anything is written, and replaces the stores. */
    public void writeFrom(TlsFiles files) throws TlsMaterialException {
        // Taken first: a change while the files are read is then noticed at the next look.
        String source = files.fingerprint();
        TlsFiles.Identity identity = files.identity();
        List<X509Certificate> authorities = files.mutual() ? files.authorities() : List.of();
        try {
            Files.createDirectories(directory);
            KeyStore keys = empty();
            keys.setKeyEntry(
                    "stork",
                    identity.key(),
                    password.toCharArray(),
                    identity.chain().toArray(Certificate[]::new));
            write(keys, "key.p12");
            if (files.mutual()) {
                KeyStore trust = empty();
                for (int i = 0; i < authorities.size(); i++) {
                    trust.setCertificateEntry("ca-" + i, authorities.get(i));
                }
                write(trust, "trust.p12");
            }
            Files.writeString(directory.resolve(SOURCE), source);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsMaterialException("cannot write the key stores in " + directory + ": " + e, e);
        }
    }

    /** The {@linkplain TlsFiles#fingerprint() fingerprint} of the files the stores were written from; empty when unknown. */
    String source() {
        try {
            return Files.readString(directory.resolve(SOURCE));
        } catch (IOException notWrittenYet) {
            return "";
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private void write(KeyStore store, String name) throws IOException, GeneralSecurityException {
        Path draft = Files.createTempFile(directory, name, ".draft");
        Files.setPosixFilePermissions(
                draft, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        try (OutputStream out = Files.newOutputStream(draft)) {
            store.store(out, password.toCharArray());
        }
        Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
