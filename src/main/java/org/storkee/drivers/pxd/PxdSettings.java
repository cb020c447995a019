package org.storkee.drivers.pxd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The keys {@code stork.pxd.*}; upstream's {@code PX_*} variables are their defaults. The shared secret is not among
 * the components, so that no text shows it.
 *
 * @param endpoints host, host:port or URL of each Portworx cluster's REST gateway; empty: by the Service
 * @param namespace of the Service and of the CA's Secret
 * @param service name of Portworx's Service
 * @param port port of the REST gateway where the endpoint names none; 0 for the Service's, or Portworx's standard
 * @param tls whether the gateway speaks HTTPS
 * @param caSecret name of the Secret with the gateway's authority; empty for the authorities Java trusts
 * @param caSecretKey the certificate's key in it
 * @param issuer who the tokens say they are from
 * @param secret reads the secret shared with Portworx
 */
record PxdSettings(
        List<String> endpoints,
        String namespace,
        String service,
        int port,
        boolean tls,
        String caSecret,
        String caSecretKey,
        String issuer,
        SdkTokens.Secret secret) {
    private static final String PREFIX = "stork.pxd.";
    private static final Set<String> ISSUERS =
            Set.of("stork.openstorage.io", "apps.portworx.io", "operator.portworx.io");
    private static final Predicate<String> MORE_THAN_AN_ADDRESS =
            Pattern.compile("[@?#]").asPredicate();
    private static final String NAMESPACE = "kube-system";
    private static final String SERVICE = "portworx-service";

    /**
     * Reads them.
     *
     * @param config the value of a key, if it has one
     * @throws IllegalArgumentException naming key and what is allowed, and the value where it can be no secret
     */
    static PxdSettings read(Function<String, Optional<String>> config) {
        Function<String, String> text =
                key -> config.apply(PREFIX + key).orElse("").strip();
        List<String> endpoints = Arrays.stream(text.apply("endpoint").split(",", -1))
                .map(String::strip)
                .filter(e -> !e.isEmpty())
                .distinct()
                .toList();
        if (endpoints.stream().anyMatch(MORE_THAN_AN_ADDRESS)) { // not repeated: an instance is called by its address
            throw new IllegalArgumentException(
                    PREFIX + "endpoint is not allowed: it takes host, host:port or URLs, without"
                            + " a user, a query or a fragment");
        }
        int sdkPort = number(text, "sdk-port");
        int apiPort = number(text, "api-port");
        String issuer = orElse(text.apply("jwt-issuer"), "stork.openstorage.io");
        if (!ISSUERS.contains(issuer)) {
            throw new IllegalArgumentException(PREFIX + "jwt-issuer=" + issuer + " is not allowed: it takes one of "
                    + String.join(", ", ISSUERS.stream().sorted().toList()));
        }
        String given = config.apply(PREFIX + "shared-secret").orElse("");
        String file = text.apply("shared-secret-file");
        return new PxdSettings(
                endpoints,
                orElse(text.apply("namespace"), NAMESPACE),
                orElse(text.apply("service"), SERVICE),
                sdkPort > 0 ? sdkPort + 1 : apiPort, // Portworx has the REST gateway one above the gRPC server
                Boolean.parseBoolean(text.apply("tls")),
                text.apply("ca-secret"),
                orElse(text.apply("ca-secret-key"), "ca.crt"),
                issuer,
                file.isEmpty() ? () -> given.getBytes(StandardCharsets.UTF_8) : () -> fromFile(Path.of(file)));
    }

    /** Whether anything says that there is Portworx here: an address, or a Service that is not the standard one. */
    boolean given() {
        return !endpoints.isEmpty() || port > 0 || !namespace.equals(NAMESPACE) || !service.equals(SERVICE);
    }

    private static byte[] fromFile(Path file) throws IOException {
        try {
            byte[] content = Files.readAllBytes(file);
            int length = content.length;
            while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
                length--; // an editor's, not the secret's
            }
            return Arrays.copyOf(content, length);
        } catch (IOException e) {
            throw new IOException(PREFIX + "shared-secret-file: " + file + " cannot be read: " + e, e);
        }
    }

    private static int number(Function<String, String> text, String key) {
        String value = orElse(text.apply(key), "0");
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number < 65_535) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as is a number out of range
        }
        throw new IllegalArgumentException(
                PREFIX + key + "=" + value + " is not allowed: it takes a whole number from 0 to 65534");
    }

    private static String orElse(String value, String fallback) {
        return value.isEmpty() ? fallback : value;
    }
}
