package org.storkee.operations.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.storkee.cluster.pem.KeyStoreFile;
import org.storkee.cluster.pem.ServedStore;

/**
 * The PKCS #12 stores the server reads: {@code key.p12} and, with client certificates, {@code trust.p12}. Both are
 * replaced in one step each, so that the server never sees half a file, and only the owner may read them.
 *
 * @param directory created when missing
 * @param password of both stores
 */
public record TlsStores(Path directory, String password) {
    private static final String KEYS = "key.p12";
    private static final String SOURCE = "source.sha256";

    /** Reads the PEM files, all of them before anything is written, and replaces the stores. */
    public void writeFrom(TlsFiles files) throws TlsMaterialException {
        // Taken first: a change while the files are read is then noticed at the next look.
        String source = files.fingerprint();
        TlsFiles.Identity identity = files.identity();
        List<X509Certificate> authorities = files.mutual() ? files.authorities() : List.of();
        try {
            KeyStore keys = KeyStoreFile.empty();
            keys.setKeyEntry(
                    "stork",
                    identity.key(),
                    password.toCharArray(),
                    identity.chain().toArray(Certificate[]::new));
            write(keys, KEYS);
            if (files.mutual()) {
                KeyStore trust = KeyStoreFile.empty();
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

    /** An empty key store where there is none: the port opens, and no handshake succeeds until a certificate has come. */
    public void writeEmptyIfAbsent() throws TlsMaterialException {
        if (Files.exists(directory.resolve(KEYS))) {
            return;
        }
        try {
            write(KeyStoreFile.empty(), KEYS);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsMaterialException("cannot write the key store in " + directory + ": " + e, e);
        }
    }

    /** What a port shows of the keys. */
    ServedStore served(String host, int port) {
        return new ServedStore(new KeyStoreFile(directory.resolve(KEYS), password), host, port);
    }

    private void write(KeyStore store, String name) throws IOException, GeneralSecurityException {
        new KeyStoreFile(directory.resolve(name), password).write(store);
    }
}
