package org.storkee.testing.cluster;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of one cluster, in a folder of PEM files, with nothing but the JDK.
 *
 * <p>RSA keys, because the Kubernetes client for Java does not read elliptic ones in PKCS#8 unless told; a year of life,
 * because a test cluster never lives longer.
 */
public final class Certificates {
    private static final byte[] RSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 113549, 1, 1, 11), Der.value(0x05));
    private static final int[] SERVER_USE = {1, 3, 6, 1, 5, 5, 7, 3, 1};
    private static final int[] CLIENT_USE = {1, 3, 6, 1, 5, 5, 7, 3, 2};

    /** What the shipped scheduler configuration wants the server to be called. */
    private static final String SERVICE = "stork-service.kube-system.svc";

    private static final Duration LIFE = Duration.ofDays(365);

    private final Path folder;
    private final KeyPair authority;
    private final byte[] authorityName;

    /**
     * A certificate and its private key, as PEM files.
     *
     * @param certificate the certificate alone, without its authority
     * @param key the key in PKCS#8
     */
    public record Identity(Path certificate, Path key) {}

    /** Makes a new authority and writes {@code ca.crt} into the folder. */
    public Certificates(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
            authority = newKeys();
            authorityName = name("storkee-test", "");
            byte[] certificate = sign(
                    authorityName,
                    authority,
                    authorityExtensions(),
                    Instant.now().plus(LIFE));
            writePem(folder.resolve("ca.crt"), "CERTIFICATE", certificate);
        } catch (IOException | GeneralSecurityException e) {
            throw new ClusterException("cannot make a certificate authority in " + folder + ": " + e, e);
        }
    }

    /** The authority's certificate. */
    public Path authority() {
        return folder.resolve("ca.crt");
    }

    /** A certificate for a server on 127.0.0.1, localhost and Stork's Service, usable as a client's too. */
    public Identity server(String commonName) {
        return issue(commonName, "");
    }

    /** A client certificate; Kubernetes reads the common name as user and the organisation as group ("" for none). */
    public Identity client(String commonName, String organisation) {
        return issue(commonName, organisation);
    }

    /** A client certificate that was good until a minute ago. */
    public Identity expiredClient(String commonName) {
        return issue(commonName, "", Instant.now().minus(Duration.ofMinutes(1)));
    }

    /** A TLS context that trusts this authority only, and has no certificate of its own. */
    public SSLContext trust() {
        return TlsContexts.create(authority(), null);
    }

    /** A TLS context that trusts this authority only, and shows this certificate to who asks for one. */
    public SSLContext trust(Identity own) {
        return TlsContexts.create(authority(), own);
    }

    /** A TLS context that trusts this authority and {@code other}, and shows this certificate to who asks for one. */
    public SSLContext trustBoth(Certificates other, Identity own) {
        return TlsContexts.create(withAuthorityOf(other), own);
    }

    /** A file of both authorities' certificates, as while one follows the other. */
    public Path withAuthorityOf(Certificates other) {
        Path both = folder.resolve("both-ca.crt");
        try {
            Files.writeString(both, Files.readString(authority()) + Files.readString(other.authority()));
        } catch (IOException e) {
            throw new ClusterException("cannot write " + both + ": " + e, e);
        }
        return both;
    }

    private Identity issue(String commonName, String organisation) {
        return issue(commonName, organisation, Instant.now().plus(LIFE));
    }

    private Identity issue(String commonName, String organisation, Instant end) {
        String file = commonName.replace(':', '-');
        Identity identity = new Identity(folder.resolve(file + ".crt"), folder.resolve(file + ".key"));
        try {
            KeyPair keys = newKeys();
            byte[] certificate = sign(name(commonName, organisation), keys, leafExtensions(), end);
            writePem(identity.certificate, "CERTIFICATE", certificate);
            writePem(identity.key, "PRIVATE KEY", keys.getPrivate().getEncoded());
            return identity;
        } catch (IOException | GeneralSecurityException e) {
            throw new ClusterException("cannot issue a certificate for " + commonName + ": " + e, e);
        }
    }

    /** RFC 5280, section 4.1: what is signed, the algorithm, the signature. */
    private byte[] sign(byte[] subject, KeyPair keys, byte[] extensions, Instant end) throws GeneralSecurityException {
        Instant start = Instant.now().minus(Duration.ofHours(1));
        byte[] body = Der.sequence(
                Der.value(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(120, new SecureRandom()).add(BigInteger.ONE)),
                RSA_WITH_SHA256,
                authorityName,
                Der.sequence(Der.time(start), Der.time(end)),
                subject,
                keys.getPublic().getEncoded(),
                Der.value(0xa3, extensions));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(authority.getPrivate());
        signature.update(body);
        return Der.sequence(body, RSA_WITH_SHA256, Der.bits(0, signature.sign()));
    }

    private static byte[] authorityExtensions() {
        byte[] isAuthority = Der.octets(Der.sequence(Der.bool(true)));
        byte[] mayOnlySign = Der.octets(Der.bits(1, new byte[] {0x06}));
        return Der.sequence(
                Der.sequence(Der.oid(2, 5, 29, 19), Der.bool(true), isAuthority),
                Der.sequence(Der.oid(2, 5, 29, 15), Der.bool(true), mayOnlySign));
    }

    private static byte[] leafExtensions() throws IOException {
        byte[] uses = Der.octets(Der.sequence(Der.oid(SERVER_USE), Der.oid(CLIENT_USE)));
        byte[] names = Der.octets(Der.sequence(
                Der.value(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                Der.value(0x82, SERVICE.getBytes(StandardCharsets.US_ASCII)),
                Der.value(0x87, InetAddress.getByName("127.0.0.1").getAddress())));
        return Der.sequence(Der.sequence(Der.oid(2, 5, 29, 37), uses), Der.sequence(Der.oid(2, 5, 29, 17), names));
    }

    private static byte[] name(String commonName, String organisation) {
        byte[] common = Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(commonName)));
        return organisation.isEmpty()
                ? Der.sequence(common)
                : Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 10), Der.text(organisation))), common);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static void writePem(Path file, String type, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
