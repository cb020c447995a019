package org.storkee.admission;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.pem.KeyStoreFile;
import org.storkee.cluster.pem.PemBlock;
import org.storkee.cluster.pem.ServedStore;

/**
 * Brings the certificate of the Secret into the server's key store, which the server reads again by itself. One thread at
 * a time; what is asked about it may be asked by any.
 */
@ApplicationScoped
class CertificateKeeper {
    private static final Logger LOG = Logger.getLogger(CertificateKeeper.class.getName());
    private static final String NAME = "stork-webhook-secret";

    @Inject
    KubernetesClient client;

    @Inject
    AdmissionActions actions;

    @Inject
    AdmissionSettings settings;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "admission.tls.stores")
    Optional<String> stores;

    @Inject
    @ConfigProperty(name = "admission.tls.password")
    Optional<String> password;

    @Inject
    @ConfigProperty(name = "stork.host")
    String host;

    private volatile @Nullable X509Certificate installed;
    private @Nullable ServedStore served;
    private List<String> told = List.of();
    private @Nullable WebhookSecret last;

    /** The Secret as it is and what it says. */
    record Seen(@Nullable Secret object, WebhookSecret content) {}

    /** Reads the Secret; parts that cannot be used are told once. */
    Seen read() {
        Secret object = client.secrets()
                .inNamespace(settings.namespace())
                .withName(NAME)
                .get();
        List<String> problems = new ArrayList<>();
        WebhookSecret content = WebhookSecret.read(object == null ? null : object.getData(), problems);
        if (!problems.equals(told)) {
            told = problems;
            problems.forEach(problem -> LOG.warning(() ->
                    "Secret " + settings.namespace() + "/" + NAME + ": " + problem + "; the leader makes it anew"));
        }
        return new Seen(object, content);
    }

    /**
     * Takes the next step of {@link RotationPlan}, if there is one; for the leader. A Secret that somebody emptied gets
     * its content back: a new authority would be unknown to the API server while other replicas still serve the old one.
     *
     * @return what the Secret says now; {@code seen}'s content when another replica was faster
     */
    WebhookSecret advance(Seen seen, boolean announced) {
        RotationPlan plan =
                new RotationPlan(settings.serverNames(), settings.certificateLife(), settings.authorityLife());
        WebhookSecret known = last;
        WebhookSecret base = seen.content().authority() == null && known != null ? known : seen.content();
        WebhookSecret next = plan.next(base, announced, clock.instant());
        if (next.equals(seen.content())) {
            return next;
        }
        return actions.store(seen.object(), settings.namespace(), NAME, next.write()) == null ? seen.content() : next;
    }

    /** Puts what is to be served into the key store, unless it is there already. */
    void install(WebhookSecret secret) {
        if (secret.authority() != null) {
            last = secret;
        }
        Identity serving = secret.serving();
        if (serving == null || serving.certificate().equals(installed) || stores.isEmpty() || password.isEmpty()) {
            return;
        }
        try {
            KeyStore store = KeyStoreFile.empty();
            store.setKeyEntry(
                    "stork", serving.key(), password.get().toCharArray(), new X509Certificate[] {serving.certificate()
                    });
            KeyStoreFile file = new KeyStoreFile(Path.of(stores.get(), "key.p12"), password.get());
            file.write(store);
            served = new ServedStore(file, host, settings.port());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot write the webhook's key store in " + stores.get() + ": " + e, e);
        }
        installed = serving.certificate();
        LOG.info(() -> "the webhook's certificate is good until "
                + serving.certificate().getNotAfter().toInstant());
    }

    /** The authorities of a mounted certificate as PEM; null without {@code ca.crt}: somebody else tells the API server. */
    @Nullable
    String mountedAuthorities(Path directory) {
        try {
            List<X509Certificate> chain = WebhookSecret.certificates(
                    PemBlock.read(Files.readString(directory.resolve("tls.crt"), StandardCharsets.ISO_8859_1)));
            installed = chain.isEmpty() ? null : chain.getFirst();
            Path authorities = directory.resolve("ca.crt");
            return Files.exists(authorities) ? Files.readString(authorities, StandardCharsets.ISO_8859_1) : null;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("the certificate in " + directory + " cannot be read: " + e, e);
        }
    }

    /** Whether the port shows the certificate that was {@linkplain #install installed}; if not, it is made to soon. */
    boolean isServed() {
        try {
            return served != null && served.look(clock.instant());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the webhook's key store in " + stores + " cannot be read: " + e, e);
        }
    }

    /** Whether there is a certificate to show. */
    boolean isInstalled() {
        return installed != null;
    }

    /** Seconds until the certificate ends, negative after that; 0 without one. */
    long secondsLeft() {
        X509Certificate certificate = installed;
        return certificate == null
                ? 0
                : Duration.between(clock.instant(), certificate.getNotAfter().toInstant())
                        .toSeconds();
    }
}
