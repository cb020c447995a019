package org.storkee.admission;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.storkee.cluster.pem.KeyStoreFile;

/** Looks which certificate the webhook's port shows. */
final class ServedCertificate {
    private static final int TIMEOUT_MILLIS = 1_000;

    private ServedCertificate() {}

    /** Whether the port shows {@code expected} to a client that trusts {@code authorities}. Takes two seconds at most. */
    static boolean is(X509Certificate expected, List<X509Certificate> authorities, String host, int port) {
        try {
            KeyStore trust = KeyStoreFile.empty();
            for (int i = 0; i < authorities.size(); i++) {
                trust.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusting.init(trust);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting.getTrustManagers(), null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.startHandshake();
                return expected.equals(socket.getSession().getPeerCertificates()[0]);
            }
        } catch (IOException | GeneralSecurityException notYet) {
            return false;
        }
    }
}
