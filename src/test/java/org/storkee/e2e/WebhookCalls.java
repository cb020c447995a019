package org.storkee.e2e;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls Stork's webhook port as the API server does: with nothing trusted but the registered bundle, host checked. */
final class WebhookCalls {
    static final String NAME = "stork-webhooks-cfg";

    private final KubernetesClient client;
    private final String url;

    /** {@code url}: of the port, without a slash at its end. */
    WebhookCalls(KubernetesClient client, String url) {
        this.client = client;
        this.url = url;
    }

    /** An answer, and the certificate that the server showed. */
    record Answer(int status, String body, Certificate shown) {}

    /** What is registered, or null. */
    MutatingWebhookConfiguration registered() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .get();
    }

    /**
     * Takes registration and certificates away, as an administrator does: Stork itself never does. Whoever comes next would
     * go on with certificates that are good for days.
     */
    void unregister() {
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .delete();
        client.secrets()
                .inNamespace("kube-system")
                .withName("stork-webhook-secret")
                .delete();
    }

    /** The authorities the API server trusts now. */
    Collection<? extends Certificate> authorities() throws GeneralSecurityException {
        String bundle = registered().getWebhooks().getFirst().getClientConfig().getCaBundle();
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(Base64.getDecoder().decode(bundle)));
    }

    /** One call over a connection of its own. */
    Answer call(String method, String path, String body) throws IOException, GeneralSecurityException {
        HttpsURLConnection connection =
                (HttpsURLConnection) URI.create(url + path).toURL().openConnection();
        connection.setSSLSocketFactory(trusting(authorities()).getSocketFactory());
        connection.setRequestMethod(method);
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(10_000);
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(!body.isEmpty());
        connection.connect();
        // Now: it is not told any more once the server has closed the connection.
        Certificate shown = connection.getServerCertificates()[0];
        if (!body.isEmpty()) {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, text, shown);
        }
    }

    private static SSLContext trusting(Collection<? extends Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate authority : List.copyOf(authorities)) {
            store.setCertificateEntry("ca-" + number++, authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
