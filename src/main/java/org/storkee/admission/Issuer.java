package org.storkee.admission;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes authorities and serving certificates: EC keys on P-256, random serial numbers. */
final class Issuer {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 120;
    /** Another machine's clock may be behind; for short-lived certificates less, or most of their life were over. */
    private static final Duration LONGEST_BACKDATE = Duration.ofHours(1);

    private static final int BACKDATE_PART = 10;
    private static final String ADDRESS = "[0-9.]+|.*:.*";

    private Issuer() {}

    /** An authority for serving certificates; each has a name of its own, so that a chain is never ambiguous. */
    static Identity authority(Instant now, Duration life) {
        byte[] mark = new byte[4];
        RANDOM.nextBytes(mark);
        X500Principal name =
                new X500Principal("CN=Stork webhook CA " + HexFormat.of().formatHex(mark));
        try {
            KeyPair keys = keys();
            X509v3CertificateBuilder body = body(name, name, keys, now, life, null);
            body.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            body.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return sign(body, keys, keys);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate authority can be made: " + e.getMessage(), e);
        }
    }

    /**
     * A server's certificate; it ends with its authority at the latest.
     *
     * @param names DNS names and IP addresses, at least one
     */
    static Identity serving(Identity authority, Collection<String> names, Instant now, Duration life) {
        X500Principal issuer = authority.certificate().getSubjectX500Principal();
        try {
            KeyPair keys = keys();
            X509v3CertificateBuilder body = body(
                    issuer,
                    new X500Principal("CN=stork webhook"),
                    keys,
                    now,
                    life,
                    authority.certificate().getNotAfter().toInstant());
            body.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            body.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            body.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            body.addExtension(Extension.subjectAlternativeName, false, names(names));
            body.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(
                                    authority.certificate().getPublicKey()));
            return sign(body, keys, new KeyPair(authority.certificate().getPublicKey(), authority.key()));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no serving certificate can be made: " + e.getMessage(), e);
        }
    }

    private static X509v3CertificateBuilder body(
            X500Principal issuer,
            X500Principal subject,
            KeyPair keys,
            Instant now,
            Duration life,
            @Nullable Instant latest)
            throws IOException, GeneralSecurityException {
        Duration part = life.dividedBy(BACKDATE_PART);
        Instant begin = now.minus(part.compareTo(LONGEST_BACKDATE) < 0 ? part : LONGEST_BACKDATE);
        Instant end = now.plus(life);
        X509v3CertificateBuilder body = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
                Date.from(begin),
                Date.from(latest != null && latest.isBefore(end) ? latest : end),
                subject,
                keys.getPublic());
        body.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return body;
    }

    private static GeneralNames names(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(name.matches(ADDRESS) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static Identity sign(X509v3CertificateBuilder body, KeyPair subject, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(body.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
        return new Identity(subject.getPrivate(), certificate);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }
}
