package org.storkee.drivers.linstor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.pem.PemBlock;
import org.storkee.cluster.pem.PrivateKeys;

/** A TLS context from PEM: whom to believe, and what to show when asked. */
final class TrustAndIdentity {
    private TrustAndIdentity() {}

    /**
     * The context.
     *
     * @return null when nothing is given: then Java's own authorities are believed and nothing is shown
     * @throws IOException saying which part cannot be used, without its content
     */
    static @Nullable SSLContext context(Credentials.Found found) throws IOException {
        if (found.authority().isEmpty()
                && found.certificate().isEmpty()
                && found.key().isEmpty()) {
            return null;
        }
        if (found.certificate().isEmpty() != found.key().isEmpty()) {
            throw new IOException("a user certificate and its key belong together, but only one of them is given");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity(found.certificate(), found.key()), trust(found.authority()), null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the TLS credentials cannot be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager @Nullable [] trust(String authority) throws GeneralSecurityException, IOException {
        if (authority.isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        for (Certificate certificate : certificates(authority, "the root CA")) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] identity(String certificate, String key)
            throws GeneralSecurityException, IOException {
        if (certificate.isEmpty()) {
            return null;
        }
        List<Certificate> chain = certificates(certificate, "the user certificate");
        PemBlock block = PemBlock.read(key).stream()
                .filter(b -> b.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> new IOException("the user key holds no private key in PEM"));
        PrivateKey own = PrivateKeys.decode(block.der(), chain.getFirst().getPublicKey());
        KeyStore store = emptyStore();
        char[] none = new char[0];
        store.setKeyEntry("user", own, none, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(String pem, String what)
            throws GeneralSecurityException, IOException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemBlock.read(pem)) {
            if (block.label().endsWith("CERTIFICATE")) {
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(what + " holds no certificate in PEM");
        }
        return certificates;
    }
}
