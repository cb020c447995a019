package org.storkee.drivers.rexray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.testing.cluster.Certificates;

class LibStorageTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    @TempDir
    Path folder;

    @Test
    void aFileWithoutATokenIsNamedAndNotQuoted() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "planted-1\nplanted-2");
        try (LibStorage client = new LibStorage(NOWHERE, token, null, null)) {
            assertThatIOException()
                    .isThrownBy(client::services)
                    .withMessageContaining("token file " + token)
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("planted"));
        }
    }

    @Test
    void anAnswerWithoutAnEndIsToldAndNotKept() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", LibStorageTest::ramble);
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (LibStorage client = new LibStorage(url, null, null, null)) {
            assertThatIOException()
                    .isThrownBy(client::volumes)
                    .withMessageContaining("answered with more than a platform can have");
        } finally {
            server.stop(0);
        }
    }

    private static void ramble(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write("{\"ebs\": {".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; ; i++) { // until the client goes
                body.write(("\"" + i + "\":{},").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void aRenewedAuthorityNeedsNoRestart() throws Exception {
        Certificates authority = new Certificates(folder.resolve("pki"));
        Path file = Files.copy(new Certificates(folder.resolve("other")).authority(), folder.resolve("ca.crt"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.trust(authority.server("libstorage"))));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        try (LibStorage client = new LibStorage(url, null, file, null)) {
            client.refreshAuthority();
            assertThatIOException().isThrownBy(client::services).withMessageContaining("PKIX");
            Files.copy(authority.authority(), file, StandardCopyOption.REPLACE_EXISTING);
            client.refreshAuthority();
            assertThat(client.services()).isEmpty();
            Files.delete(file);
            assertThatIOException()
                    .isThrownBy(client::refreshAuthority)
                    .withMessage("authority file " + file + " does not exist");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTokenFileThatIsMissingIsNamed() {
        Path missing = folder.resolve("missing");
        try (LibStorage client = new LibStorage(NOWHERE, missing, null, null)) {
            assertThatIOException()
                    .isThrownBy(client::services)
                    .withMessage("token file " + missing + " does not exist");
        }
    }
}
