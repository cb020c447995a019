package org.storkee.cluster.pem;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a port of this server shows the certificate of a key store. The server reads a changed file again by
 * itself, but a connection that is being made at that moment can bring the former content back into its caches, where it
 * would stay; then it has to be made to read the file once more. Not thread-safe.
 */
public final class ServedStore {
    private static final int TIMEOUT_MILLIS = 1_000;
    /** The server looks at the file once a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KeyStoreFile file;
    private final String host;
    private final int port;
    private @Nullable Instant othersSince;

    /** {@code host}: by which this machine reaches the port; a wildcard means 127.0.0.1. */
    public ServedStore(KeyStoreFile file, String host, int port) {
        this.file = file;
        this.host = host.equals("0.0.0.0") || host.equals("*") || host.equals("::") ? "127.0.0.1" : host;
        this.port = port;
    }

    /**
     * Looks, and touches the file when the port has shown something else for five seconds. Takes two seconds at most.
     *
     * @return whether the port shows the store's certificate; false for a store without one
     */
    public boolean look(Instant now) throws IOException, GeneralSecurityException {
        Certificate stored = file.certificate();
        if (stored == null || stored.equals(shown())) {
            othersSince = null;
            return stored != null;
        }
        if (othersSince == null) {
            othersSince = now;
        } else if (!now.isBefore(othersSince.plus(PATIENCE))) {
            Files.setLastModifiedTime(file.file(), FileTime.from(Instant.now()));
            othersSince = now;
        }
        return false;
    }

    /** What the port shows, whoever signed it; null when no handshake comes so far. */
    private @Nullable X509Certificate shown() throws GeneralSecurityException {
        AtomicReference<@Nullable X509Certificate> shown = new AtomicReference<>();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Witness(shown)}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.startHandshake();
        } catch (IOException refused) {
            return shown.get(); // as a port does that asks for our certificate, having shown its own
        }
        return shown.get();
    }

    /** Notes the certificate; whose it is does not matter here, since nothing is sent over these connections. */
    private static final class Witness extends X509ExtendedTrustManager {
        private final AtomicReference<@Nullable X509Certificate> shown;

        Witness(AtomicReference<@Nullable X509Certificate> shown) {
            this.shown = shown;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            shown.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            shown.set(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
