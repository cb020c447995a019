package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    Path folder;

    @Test
    void clientAndServerOfOneAuthorityTrustEachOther() throws Exception {
        Certificates certificates = new Certificates(folder);
        SSLContext server = certificates.trust(certificates.server("server"));
        SSLContext client = certificates.trust(certificates.client("client", "group"));

        assertThat(subjectSeenByServer(server, client)).isEqualTo("CN=client,O=group");
    }

    @Test
    void anotherAuthoritysServerIsRefused() {
        Certificates certificates = new Certificates(folder.resolve("ours"));
        Certificates strangers = new Certificates(folder.resolve("strangers"));
        SSLContext server = strangers.trust(strangers.server("server"));

        assertThatThrownBy(() -> subjectSeenByServer(server, certificates.trust()))
                .isInstanceOf(javax.net.ssl.SSLHandshakeException.class);
    }

    private static String subjectSeenByServer(SSLContext server, SSLContext client) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setNeedClientAuth(true);
            CompletableFuture<String> subject = CompletableFuture.supplyAsync(() -> accept(listening));
            try (SSLSocket socket = (SSLSocket)
                    client.getSocketFactory().createSocket(listening.getInetAddress(), listening.getLocalPort())) {
                socket.startHandshake();
                return subject.get();
            }
        }
    }

    private static String accept(SSLServerSocket listening) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
