package org.storkee.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.storkee.cluster.Leadership;

/** The keys {@code stork.admission.*} as {@link AdmissionSettings}. What they may be is checked at start. */
@ApplicationScoped
class AdmissionConfiguration {
    @Inject
    Leadership leadership;

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
    List<String> skipNamespaces;

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
        String home = namespace.orElseGet(() -> leadership.lease().getNamespace());
        List<String> skipped = new ArrayList<>(skipNamespaces);
        if (!skipped.contains(home)) {
            skipped.add(home);
        }
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
