package org.storkee.admission;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys {@code stork.admission.*}; {@code docs/configuration.md} explains each.
 *
 * @param enabled whether the webhook's port is open, and so everything else here has a purpose
 * @param port of the webhook on this machine
 * @param policy what is done to which pod
 * @param skipNamespaces left alone, Stork's own included
 * @param url by which the API server calls; null for the Service
 * @param service by which it calls otherwise
 * @param namespace of the Service and of the Secret
 * @param files directory of the certificate's files; null for one of our own
 * @param certificateLife of an own certificate
 * @param authorityLife of the authority of own certificates
 */
record AdmissionSettings(
        boolean enabled,
        int port,
        AdmissionPolicy policy,
        List<String> skipNamespaces,
        @Nullable String url,
        String service,
        String namespace,
        @Nullable Path files,
        Duration certificateLife,
        Duration authorityLife) {
    /** An authority is in the registered webhook at least this long before a certificate of it is used. */
    private static final Duration LONGEST_OVERLAP = Duration.ofMinutes(1);

    /** The names and addresses the API server checks the certificate for. */
    Set<String> serverNames() {
        Set<String> names = new TreeSet<>();
        names.add(service + "." + namespace + ".svc");
        if (url != null) {
            String host = URI.create(url).getHost();
            if (host != null) {
                names.add(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
            }
        }
        return names;
    }

    /** How long a new authority must have been known before a certificate of it is used. */
    Duration overlap() {
        Duration tenth = certificateLife.dividedBy(10);
        return tenth.compareTo(LONGEST_OVERLAP) < 0 ? tenth : LONGEST_OVERLAP;
    }
}
