package org.storkee.admission;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The keys {@code stork.admission.*} as {@link AdmissionSettings}. What they may be is checked at start. */
@ApplicationScoped
class AdmissionConfiguration {
    /** Where the API server's own pods are: they must not wait for a scheduler that is not there yet. */
    private static final String SYSTEM = "kube-system";

    @Inject
    KubernetesClient client;

    @Inject
    @ConfigProperty(name = "stork.admission")
    String mode;

    @Inject
    @ConfigProperty(name = "stork.admission.port")
    int port;

    @Inject
    @ConfigProperty(name = "stork.admission.scheduler")
    String scheduler;

    @Inject
    @ConfigProperty(name = "stork.admission.override")
    boolean override;

    @Inject
    @ConfigProperty(name = "stork.admission.skip-annotation")
    String skipAnnotation;

    @Inject
    @ConfigProperty(name = "stork.admission.skip-namespaces")
    Optional<List<String>> skipNamespaces;

    @Inject
    @ConfigProperty(name = "stork.admission.url")
    Optional<String> url;

    @Inject
    @ConfigProperty(name = "stork.admission.service")
    String service;

    @Inject
    @ConfigProperty(name = "stork.admission.namespace")
    Optional<String> namespace;

    @Inject
    @ConfigProperty(name = "stork.admission.tls")
    String tls;

    @Inject
    @ConfigProperty(name = "stork.admission.tls.dir")
    String directory;

    @Inject
    @ConfigProperty(name = "stork.admission.certificate-lifetime")
    Duration certificateLife;

    @Inject
    @ConfigProperty(name = "stork.admission.authority-lifetime")
    Duration authorityLife;

    /** Set by the launcher; absent when the server was started some other way, and then there is no port. */
    @Inject
    @ConfigProperty(name = "admission.tls.stores")
    Optional<String> stores;

    /** Read once; of scope Singleton because a record has no proxy. */
    @Produces
    @Singleton
    AdmissionSettings settings() {
        String home =
                namespace.or(() -> Optional.ofNullable(client.getNamespace())).orElse(SYSTEM);
        Set<String> skipped = new LinkedHashSet<>(List.of(SYSTEM));
        skipped.add(home);
        skipNamespaces.ifPresent(skipped::addAll);
        return new AdmissionSettings(
                mode.equals("on") && stores.isPresent(),
                port,
                new AdmissionPolicy(scheduler, override, skipAnnotation),
                List.copyOf(skipped),
                url.orElse(null),
                service,
                home,
                tls.equals("files") ? Path.of(directory) : null,
                certificateLife,
                authorityLife);
    }
}
