package org.storkee.drivers.pxd;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a REST gateway is, and whose certificate it may show: from the settings, Portworx's Service and a Secret. Asks
 * the API server, so it blocks; thread-safe.
 */
final class Gateways {
    /** Portworx's own name for the SDK's REST gateway, then those upstream reads; the first the Service has wins. */
    private static final List<String> PORTS = List.of("px-rest-gateway", "px-api");

    private static final List<String> TLS_PORTS = List.of("px-rest-gateway", "px-api-tls", "px-api");
    private static final int STANDARD_PORT = 9021;

    private final KubernetesClient client;
    private final PxdSettings settings;

    Gateways(KubernetesClient client, PxdSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * The gateway's scheme, host and port.
     *
     * @param endpoint one of the settings' endpoints, or null for the Service
     * @throws IOException saying what is missing
     */
    URI find(@Nullable String endpoint) throws IOException {
        String scheme = settings.tls() ? "https://" : "http://";
        if (endpoint == null) {
            return byService(scheme);
        }
        try {
            URI uri = URI.create(endpoint.contains("://") ? endpoint : scheme + endpoint);
            if (uri.getHost() != null) {
                int port = settings.port() > 0 ? settings.port() : STANDARD_PORT;
                return URI.create(
                        uri.getScheme() + "://" + uri.getHost() + ":" + (uri.getPort() > 0 ? uri.getPort() : port));
            }
        } catch (IllegalArgumentException notAUri) {
            // told below
        }
        throw new IOException("stork.pxd.endpoint: '" + endpoint + "' is no host, host:port or URL");
    }

    private URI byService(String scheme) throws IOException {
        String name = "Service " + settings.namespace() + "/" + settings.service();
        Service service;
        try {
            service = client.services()
                    .inNamespace(settings.namespace())
                    .withName(settings.service())
                    .get();
        } catch (KubernetesClientException e) {
            throw new IOException(name + " cannot be read: " + e.getMessage(), e);
        }
        if (service == null) {
            throw new IOException(
                    name + " does not exist; stork.pxd.endpoint can name Portworx's REST gateway instead");
        }
        String host = service.getSpec().getExternalName();
        if (host == null || host.isEmpty()) {
            host = settings.service() + "." + settings.namespace() + ".svc";
        }
        return URI.create(scheme + host + ":" + (settings.port() > 0 ? settings.port() : port(service, name)));
    }

    private int port(Service service, String name) throws IOException {
        List<String> wanted = settings.tls() ? TLS_PORTS : PORTS;
        List<ServicePort> ports = service.getSpec().getPorts();
        for (String candidate : wanted) {
            for (ServicePort port : ports) {
                if (candidate.equals(port.getName())) {
                    return port.getPort();
                }
            }
        }
        throw new IOException(name + " has no port named " + String.join(" or ", wanted));
    }

    /** The authority's certificates, PEM, or empty for what Java trusts. */
    String authority() throws IOException {
        if (settings.caSecret().isEmpty()) {
            return "";
        }
        String name = "Secret " + settings.namespace() + "/" + settings.caSecret();
        try {
            Secret secret = client.secrets()
                    .inNamespace(settings.namespace())
                    .withName(settings.caSecret())
                    .get();
            String data = secret == null || secret.getData() == null
                    ? null
                    : secret.getData().get(settings.caSecretKey());
            if (data == null) {
                throw new IOException(
                        name + (secret == null ? " does not exist" : " has no key " + settings.caSecretKey()));
            }
            return new String(Base64.getDecoder().decode(data), java.nio.charset.StandardCharsets.US_ASCII);
        } catch (KubernetesClientException e) {
            throw new IOException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Trusts these authorities and no other. */
    SSLContext trusting(String authorities) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            byte[] pem = authorities.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("authority-" + number++, one);
            }
            if (number == 0) {
                throw new IOException("key " + settings.caSecretKey() + " of Secret " + settings.namespace() + "/"
                        + settings.caSecret() + " holds no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "key " + settings.caSecretKey() + " of Secret " + settings.namespace() + "/" + settings.caSecret()
                            + " cannot be used: " + e.getMessage(),
                    e);
        }
    }
}
