package org.storkee.cluster.pem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.testing.cluster.Certificates;

class ServedStoreTest {
    private static final String PASSWORD = "secret";
    private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private KeyStore first;
    private KeyStore second;
    private KeyStoreFile file;
    private SSLServerSocket port;
    private ServedStore served;

    @BeforeEach
    void begin(@TempDir Path folder) throws Exception {
        Certificates certificates = new Certificates(folder.resolve("pki"));
        first = store(certificates.server("first"));
        second = store(certificates.server("second"));
        file = new KeyStoreFile(folder.resolve("key.p12"), PASSWORD);
        write(first);
    }

    @AfterEach
    void end() throws IOException {
        port.close();
    }

    @Test
    void aPortThatShowsTheStoresCertificateIsLeftAlone() throws Exception {
        serve(first, false);
        assertThat(served.look(START)).isTrue();
        assertThat(served.look(START.plusSeconds(60))).isTrue();
        assertThat(isTouched()).isFalse();
    }

    @Test
    void aPortThatAsksForTheCallersCertificateHasShownItsOwn() throws Exception {
        serve(first, true);
        assertThat(served.look(START)).isTrue();
    }

    @Test
    void aStoreThatThePortHasNotTakenUpAfterFiveSecondsIsTouchedAndAgainAfterFiveMore() throws Exception {
        serve(second, false);
        assertThat(served.look(START)).isFalse();
        assertThat(served.look(START.plusSeconds(4))).isFalse();
        assertThat(isTouched()).isFalse();
        assertThat(served.look(START.plusSeconds(5))).isFalse();
        assertThat(isTouched()).isTrue();
        Files.setLastModifiedTime(file.file(), LONG_AGO);
        assertThat(served.look(START.plusSeconds(9))).isFalse();
        assertThat(isTouched()).isFalse();
        assertThat(served.look(START.plusSeconds(10))).isFalse();
        assertThat(isTouched()).isTrue();

        write(second);
        assertThat(served.look(START.plusSeconds(11))).isTrue();
    }

    @Test
    void aPortWithoutACertificateHasNotTakenUpTheStore() throws Exception {
        serve(KeyStoreFile.empty(), false);
        assertThat(served.look(START)).isFalse();
        assertThat(served.look(START.plusSeconds(5))).isFalse();
        assertThat(isTouched()).isTrue();
    }

    @Test
    void anEmptyStoreIsShownByNobodyAndNotTouched() throws Exception {
        serve(KeyStoreFile.empty(), false);
        write(KeyStoreFile.empty());
        assertThat(served.look(START)).isFalse();
        assertThat(served.look(START.plusSeconds(60))).isFalse();
        assertThat(isTouched()).isFalse();
    }

    private void write(KeyStore store) throws Exception {
        file.write(store);
        Files.setLastModifiedTime(file.file(), LONG_AGO);
    }

    private boolean isTouched() throws IOException {
        return !Files.getLastModifiedTime(file.file()).equals(LONG_AGO);
    }

    private void serve(KeyStore keys, boolean mutual) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        port = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 9, InetAddress.getByName(null));
        port.setNeedClientAuth(mutual);
        served = new ServedStore(file, "0.0.0.0", port.getLocalPort());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!port.isClosed()) {
            try (Socket caller = port.accept()) {
                ((SSLSocket) caller).startHandshake();
            } catch (IOException e) {
                // refused, or closed
            }
        }
    }

    private static KeyStore store(Certificates.Identity identity) throws Exception {
        X509Certificate leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(identity.certificate())));
        PemBlock key = PemBlock.read(Files.readString(identity.key())).getFirst();
        KeyStore store = KeyStoreFile.empty();
        store.setKeyEntry(
                "own", PrivateKeys.decode(key.der(), leaf.getPublicKey()), PASSWORD.toCharArray(), new Certificate[] {
                    leaf
                });
        return store;
    }
}
