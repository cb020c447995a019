package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.testing.browser.Chromium;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Ports;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** Liberty's Admin Center: only when asked for, only over TLS on its own port, only with the password. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminCenterClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse battery";
    private static final String LOGIN = "/adminCenter/login.jsp";

    private final TestCluster cluster;
    private final StorkServer without;
    private final StorkServer stork;
    private final int port = Ports.free();
    private final String webhook = "https://127.0.0.1:" + Ports.free();

    AdminCenterClusterIT(TestCluster cluster, StorkServer without) throws IOException {
        this.cluster = cluster;
        this.without = without;
        stork = StorkServer.start(
                cluster,
                StorkOptions.named("stork-administered")
                        .with("stork.admission", "on")
                        .with("stork.admission.port", Integer.toString(port(webhook)))
                        .with("stork.admission.url", webhook + "/mutate")
                        .with("stork.admission.tls", "files")
                        .with("stork.admission.tls.dir", certificates(cluster).toString())
                        .with("stork.admin-center.port", Integer.toString(port))
                        .with("stork.admin-center.user", "ada")
                        .with("stork.admin-center.password", PASSWORD));
    }

    @AfterAll
    void remove() {
        stork.close();
        // There only if this server led for a while, which nobody wants.
        new WebhookCalls(cluster.client(), webhook).unregister();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/adminCenter/", LOGIN, "/ibm/api/", "/ibm/api/config", "/IBMJMXConnectorREST/mbeans"})
    void nothingOfItIsOnTheOtherPorts(String path) throws Exception {
        for (String base : List.of(stork.url(), webhook, without.url())) {
            assertThat(status(base, port(base), path, "")).as(base + path).isEqualTo(404);
            assertThat(status(base, port, path, ""))
                    .as("%s%s by a false Host header", base, path)
                    .isEqualTo(404);
        }
        // Probes and metrics are the platform's, too, and share its virtual host: there, it insists on TLS.
        // /ibm/api comes with them, and is empty.
        assertThat(status(without.managementUrl(), port(without.managementUrl()), path, basic("ada", PASSWORD)))
                .isIn(403, 404);
        String plain = stork.managementUrl();
        for (String credentials : List.of("", basic("ada", PASSWORD))) {
            assertThat(status(plain, port(plain), path, credentials))
                    .as(plain + path)
                    .isEqualTo(403);
            assertThat(status(plain, port, path, credentials))
                    .as("%s%s by a false Host header is sent to the right port", plain, path)
                    .isEqualTo(302);
        }
        assertThat(status("https://127.0.0.1:" + port, port, path, "")).isIn(200, 302, 401);
    }

    @Test
    void itsPortSpeaksTlsOnlyAndHasNothingOfTheExtenders() throws Exception {
        String own = "https://127.0.0.1:" + port;
        assertThat(status(own, port, LOGIN, "")).isEqualTo(200);
        for (String path : List.of("/filter", "/prioritize", "/preempt", "/explain", "/mutate")) {
            for (int host : List.of(port, port(stork.url()), port(webhook))) {
                assertThat(status(own, host, path, "")).as(path).isEqualTo(404);
            }
        }
        assertThat(exchange(new Socket("127.0.0.1", port), port, LOGIN, "")).doesNotContain("200 OK");
    }

    @Test
    void probesAndMetricsStayWhereTheyWere() throws Exception {
        for (String path : List.of("/health/ready", "/metrics", "/health-decisions")) {
            String base = stork.managementUrl();
            assertThat(status(base, port(base), path, "")).as(path).isEqualTo(200);
        }
    }

    @Test
    void whatItShowsTakesThePassword() throws Exception {
        String own = "https://127.0.0.1:" + port;
        for (String refused : List.of("", basic("ada", "wrong"), basic("admin", PASSWORD))) {
            assertThat(status(own, port, "/ibm/api/config", refused)).isIn(302, 401, 403);
        }
        assertThat(status(own, port, "/ibm/api/config/webApplication", basic("ada", PASSWORD)))
                .isEqualTo(200);
    }

    @Test
    void aPersonLogsInWithABrowserAndSeesTheApplication() throws Exception {
        Path pictures = Repository.root().resolve("target/admin-center");
        try (Chromium browser = Chromium.start(cluster.folder())) {
            browser.open("https://127.0.0.1:" + port + "/adminCenter/");
            await().atMost(SOON).until(() -> browser.evaluate("location.pathname"), LOGIN::equals);
            await().atMost(SOON)
                    .until(
                            () -> browser.evaluate("document.querySelectorAll('input[type=password]').length"),
                            "1"::equals);
            browser.screenshot(pictures.resolve("login.png"));
            browser.evaluate("document.querySelector('input[name=j_username]').focus()");
            browser.type("ada");
            browser.evaluate("document.querySelector('input[name=j_password]').focus()");
            browser.type(PASSWORD);
            browser.evaluate("document.querySelector('#loginForm button').click()");
            await().atMost(SOON).until(() -> browser.text().contains("Explore"));
            // The page that the Admin Center shows in a frame.
            browser.open("https://127.0.0.1:" + port + "/ibm/adminCenter/explore-1.0/#explore/apps");
            await().atMost(SOON).until(() -> browser.text().matches("(?s).*\\bstork\\s+Running\\b.*"));
            browser.screenshot(pictures.resolve("applications.png"));
        }
    }

    private static Path certificates(TestCluster cluster) throws IOException {
        Path folder = Files.createDirectories(cluster.folder().resolve("stork-administered-webhook"));
        Certificates.Identity identity = cluster.certificates().server("stork-administered-webhook");
        Files.copy(identity.certificate(), folder.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(identity.key(), folder.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        return folder;
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static int status(String base, int hostPort, String path, String header) throws Exception {
        Socket socket = base.startsWith("https")
                ? trusting().createSocket("127.0.0.1", port(base))
                : new Socket("127.0.0.1", port(base));
        return Integer.parseInt(exchange(socket, hostPort, path, header).split(" ", 3)[1]);
    }

    /** The whole answer to a GET; by hand, because an HTTP client does not lie about the host. */
    private static String exchange(Socket socket, int hostPort, String path, String header) throws IOException {
        try (socket) {
            socket.setSoTimeout((int) SOON.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + hostPort + "\r\n" + header
                    + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static int port(String base) {
        return java.net.URI.create(base).getPort();
    }

    /** Takes the certificate that the server made for itself. */
    private static SSLSocketFactory trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        return context.getSocketFactory();
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
