package org.storkee.operations.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.storkee.cluster.pem.PemBlock;
import org.storkee.cluster.pem.PrivateKeys;

/**
 * The PEM files of one directory.
 *
 * @param directory holds {@code tls.crt} (the server's certificate, then those that signed it), {@code tls.key} and,
 *     for {@code mutual}, {@code ca.crt} (the authorities whose client certificates are accepted)
 * @param mutual whether clients must show a certificate
 */
public record TlsFiles(Path directory, boolean mutual) {
    /** What the server shows: its chain, own certificate first, and the key. */
    record Identity(PrivateKey key, List<X509Certificate> chain) {}

    Identity identity() throws TlsMaterialException {
        List<X509Certificate> chain = chain(certificates("tls.crt"));
        Path file = directory.resolve("tls.key");
        try {
            for (PemBlock block : blocks("tls.key")) {
                if (block.label().endsWith("PRIVATE KEY")) {
                    return new Identity(
                            PrivateKeys.decode(block.der(), chain.getFirst().getPublicKey()), chain);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsMaterialException(
                    file + " cannot be used as the key of " + directory.resolve("tls.crt") + ": " + e.getMessage(), e);
        }
        throw new TlsMaterialException(file + " holds no private key in PEM");
    }

    List<X509Certificate> authorities() throws TlsMaterialException {
        return certificates("ca.crt");
    }

    /** From the first certificate to the one that signed it and so on, whatever their order; unrelated ones are left out. */
    private static List<X509Certificate> chain(List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate next = certificates.getFirst();
        while (next != null) {
            chain.add(next);
            X509Certificate last = next;
            next = null;
            for (X509Certificate candidate : certificates) {
                if (!chain.contains(candidate)
                        && candidate.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
                    next = candidate;
                    break;
                }
            }
        }
        return chain;
    }

    /** Changes whenever the content of a file does; equal contents give equal texts. */
    public String fingerprint() throws TlsMaterialException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text("tls.crt").getBytes(StandardCharsets.ISO_8859_1));
            digest.update(text("tls.key").getBytes(StandardCharsets.ISO_8859_1));
            if (mutual) {
                digest.update(text("ca.crt").getBytes(StandardCharsets.ISO_8859_1));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<X509Certificate> certificates(String name) throws TlsMaterialException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemBlock block : blocks(name)) {
                if (block.label().endsWith("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsMaterialException(
                    directory.resolve(name) + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new TlsMaterialException(directory.resolve(name) + " holds no certificate in PEM");
        }
        return certificates;
    }

    private List<PemBlock> blocks(String name) throws TlsMaterialException {
        try {
            return PemBlock.read(text(name));
        } catch (IllegalArgumentException e) {
            throw new TlsMaterialException(directory.resolve(name) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String text(String name) throws TlsMaterialException {
        Path file = directory.resolve(name);
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsMaterialException(file + " does not exist", e);
        } catch (IOException e) {
            throw new TlsMaterialException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
