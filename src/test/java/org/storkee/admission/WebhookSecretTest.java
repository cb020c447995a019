package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.cluster.pem.PemBlock;

class WebhookSecretTest {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final Set<String> NAMES = Set.of("stork-service.kube-system.svc");

    /** As upstream writes it: P-521, signs itself, ten years, the key in SEC 1 under the label of an RSA key. */
    static Map<String, String> upstream() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp521r1"));
        KeyPair keys = generator.generateKeyPair();
        X500Principal name = new X500Principal("CN=Stork CA");
        JcaX509v3CertificateBuilder body = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(NOW.minus(Duration.ofDays(400))),
                Date.from(NOW.plus(Duration.ofDays(3250))),
                name,
                keys.getPublic());
        body.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "stork-service.kube-system.svc")));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(body.build(new JcaContentSignerBuilder("SHA512withECDSA").build(keys.getPrivate())));
        byte[] sec1 = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        return Map.of(
                "privCert", base64(new PemBlock("CERTIFICATE", certificate.getEncoded()).text()),
                "privKey", base64(new PemBlock("RSA PRIVATE KEY", sec1).text()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecretThatUpstreamWroteIsServedAndTrusted() throws Exception {
        List<String> problems = new ArrayList<>();
        WebhookSecret read = WebhookSecret.read(upstream(), problems);
        assertThat(problems).isEmpty();
        assertThat(read.authority()).isNull();
        assertThat(read.serving().valid(NOW)).isTrue();
        assertThat(read.trusted()).containsExactly(read.serving().certificate());
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Identity authority = Issuer.authority(NOW, Duration.ofDays(365));
        Identity serving = Issuer.serving(authority, NAMES, NOW, Duration.ofDays(7));
        WebhookSecret written = new WebhookSecret(serving, authority, List.of(authority.certificate()));
        List<String> problems = new ArrayList<>();
        assertThat(WebhookSecret.read(written.write(), problems)).isEqualTo(written);
        assertThat(problems).isEmpty();
        assertThat(written.write()).containsKeys("privCert", "privKey");
    }

    @Test
    void anEmptySecretHasNothing() {
        List<String> problems = new ArrayList<>();
        assertThat(WebhookSecret.read(null, problems)).isEqualTo(WebhookSecret.EMPTY);
        assertThat(WebhookSecret.read(Map.of(), problems)).isEqualTo(WebhookSecret.EMPTY);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!! not base64", "aGVsbG8=", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"})
    void aPartThatCannotBeUsedCountsAsMissingWithOneLine(String garbage) throws Exception {
        for (String part : List.of("privCert", "privKey")) {
            Map<String, String> data = new HashMap<>(upstream());
            data.put(part, garbage);
            List<String> problems = new ArrayList<>();
            assertThat(WebhookSecret.read(data, problems).serving()).as(part).isNull();
            assertThat(problems).allSatisfy(line -> assertThat(line).contains("priv"));
        }
    }

    @Test
    void theKeyOfAnotherCertificateIsNotUsed() throws Exception {
        Map<String, String> data = new HashMap<>(upstream());
        data.put("privKey", upstream().get("privKey"));
        List<String> problems = new ArrayList<>();
        assertThat(WebhookSecret.read(data, problems).serving()).isNull();
        assertThat(problems).singleElement().asString().contains("privKey", "privCert");
    }
}
