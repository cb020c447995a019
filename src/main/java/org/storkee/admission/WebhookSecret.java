package org.storkee.admission;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.pem.PemBlock;
import org.storkee.cluster.pem.PrivateKeys;

/**
 * The Secret {@code stork-webhook-secret}: upstream's keys {@code privCert} and {@code privKey} for what is served, and
 * three of ours that upstream ignores. Immutable.
 *
 * @param serving null when there is none yet, or what is there cannot be used
 * @param authority that new serving certificates are made by; null in a Secret that upstream wrote
 * @param trusted every authority that some serving certificate in use may be from: what the API server must trust
 */
record WebhookSecret(@Nullable Identity serving, @Nullable Identity authority, List<X509Certificate> trusted) {
    static final WebhookSecret EMPTY = new WebhookSecret(null, null, List.of());

    private static final String SERVING = "privCert";
    private static final String SERVING_KEY = "privKey";
    private static final String AUTHORITY = "authority.crt";
    private static final String AUTHORITY_KEY = "authority.key";
    private static final String TRUSTED = "trusted.crt";

    /**
     * Reads a Secret's data. Upstream's certificate signs itself, so it is trusted like an authority.
     *
     * @param problems gets one line for each part that is there and cannot be used; the part then counts as missing
     */
    static WebhookSecret read(@Nullable Map<String, String> data, List<String> problems) {
        if (data == null || data.isEmpty()) {
            return EMPTY;
        }
        Identity serving = identity(data, SERVING, SERVING_KEY, problems);
        Identity authority = identity(data, AUTHORITY, AUTHORITY_KEY, problems);
        List<X509Certificate> trusted = certificates(data, TRUSTED, problems);
        if (trusted.isEmpty() && serving != null) {
            trusted = List.of(serving.certificate());
        }
        return new WebhookSecret(serving, authority, trusted);
    }

    /** The Secret's data: PEM in base64. */
    Map<String, String> write() {
        Map<String, String> data = new LinkedHashMap<>();
        put(data, SERVING, SERVING_KEY, serving);
        put(data, AUTHORITY, AUTHORITY_KEY, authority);
        data.put(TRUSTED, base64(bundle()));
        return data;
    }

    /** The trusted authorities as PEM. */
    String bundle() {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : trusted) {
            pem.append(pem(certificate));
        }
        return pem.toString();
    }

    private static void put(Map<String, String> data, String certificate, String key, @Nullable Identity identity) {
        if (identity != null) {
            data.put(certificate, base64(pem(identity.certificate())));
            data.put(key, base64(new PemBlock("PRIVATE KEY", identity.key().getEncoded()).text()));
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return new PemBlock("CERTIFICATE", certificate.getEncoded()).text();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static @Nullable Identity identity(
            Map<String, String> data, String certificate, String key, List<String> problems) {
        List<X509Certificate> chain = certificates(data, certificate, problems);
        if (chain.isEmpty()) {
            return null;
        }
        try {
            for (PemBlock block : blocks(data, key)) {
                if (block.label().endsWith("PRIVATE KEY")) {
                    X509Certificate own = chain.getFirst();
                    return new Identity(PrivateKeys.decode(block.der(), own.getPublicKey()), own);
                }
            }
            problems.add(key + " holds no private key in PEM");
        } catch (GeneralSecurityException | RuntimeException e) {
            problems.add(key + " cannot be used as the key of " + certificate + ": " + e.getMessage());
        }
        return null;
    }

    private static List<X509Certificate> certificates(Map<String, String> data, String key, List<String> problems) {
        try {
            return certificates(blocks(data, key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            problems.add(key + " holds a certificate that cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    /** The certificates among the blocks of a PEM file. */
    static List<X509Certificate> certificates(List<PemBlock> blocks) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (PemBlock block : blocks) {
            if (block.label().endsWith("CERTIFICATE")) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        return List.copyOf(certificates);
    }

    private static List<PemBlock> blocks(Map<String, String> data, String key) {
        String value = data.get(key);
        return value == null
                ? List.of()
                : PemBlock.read(new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1));
    }
}
