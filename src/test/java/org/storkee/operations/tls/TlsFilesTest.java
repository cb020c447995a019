package org.storkee.operations.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFilesTest {
    private static final String PASSWORD = "password";

    @TempDir
    static Path stores;

    /** The SEC 1 parameters element of P-256, which the JDK leaves out and OpenSSL writes. */
    private static final byte[] P256 = HexFormat.of().parseHex("a00a06082a8648ce3d030107");

    private static KeyStore rsa;
    private static KeyStore ec;
    private static KeyStore ed;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = keys("rsa", "-keyalg", "RSA", "-keysize", "2048");
        ec = keys("ec", "-keyalg", "EC", "-groupname", "secp256r1");
        ed = keys("ed", "-keyalg", "Ed25519");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, pkcs8, PRIVATE KEY",
        "rsa, bare, RSA PRIVATE KEY",
        "rsa, bare, PRIVATE KEY",
        "ec, pkcs8, PRIVATE KEY",
        "ec, bare, EC PRIVATE KEY",
        "ec, bare-with-curve, EC PRIVATE KEY",
        "ec, bare-with-curve, RSA PRIVATE KEY",
        "ed, pkcs8, PRIVATE KEY"
    })
    void everyUsualFormOfAKeyIsRead(String algorithm, String form, String label) throws Exception {
        KeyStore source = source(algorithm);
        write("tls.crt", pem("CERTIFICATE", source.getCertificate("k").getEncoded()));
        write("tls.key", pem("EC PARAMETERS", new byte[] {6, 1, 0}) + pem(label, der(source, form)));
        TlsFiles.Identity identity = new TlsFiles(directory, false).identity();
        assertThat(identity.key().getAlgorithm())
                .isEqualTo(source.getKey("k", PASSWORD.toCharArray()).getAlgorithm());
        assertThat(identity.chain()).hasSize(1);
    }

    @Test
    void theStoresHoldWhatTheFilesHold() throws Exception {
        write("tls.crt", "some text\n" + pem("CERTIFICATE", certificate(ec)) + pem("CERTIFICATE", certificate(rsa)));
        write("tls.key", pem("PRIVATE KEY", key(ec)));
        write("ca.crt", pem("CERTIFICATE", certificate(rsa)) + pem("CERTIFICATE", certificate(ed)));
        TlsStores written = new TlsStores(directory.resolve("made"), PASSWORD);
        written.writeFrom(new TlsFiles(directory, true));

        KeyStore keys = load(directory.resolve("made/key.p12"));
        assertThat(keys.getKey("stork", PASSWORD.toCharArray()).getEncoded()).isEqualTo(key(ec));
        assertThat(Files.getPosixFilePermissions(directory.resolve("made/key.p12")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(load(directory.resolve("made/trust.p12")).size()).isEqualTo(2);
        assertThat(((X509Certificate) keys.getCertificate("stork"))
                        .getPublicKey()
                        .getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    void aChangeIsWrittenOnceAndABrokenOneLeavesTheStores() throws Exception {
        TlsFiles files = new TlsFiles(directory, false);
        TlsStores made = new TlsStores(directory.resolve("made"), PASSWORD);
        use(rsa);
        made.writeFrom(files);
        TlsReload reload = new TlsReload(files, made, "127.0.0.1", 1);
        assertThat(reload.reloadIfChanged()).as("nothing changed").isFalse();

        use(ec);
        assertThat(reload.reloadIfChanged()).as("new certificate").isTrue();
        assertThat(reload.reloadIfChanged()).as("the same one").isFalse();
        byte[] good = Files.readAllBytes(directory.resolve("made/key.p12"));

        write("tls.key", pem("PRIVATE KEY", key(rsa)));
        assertThatThrownBy(reload::reloadIfChanged).isInstanceOf(TlsMaterialException.class);
        assertThatCode(reload::reloadIfChanged).as("told once").doesNotThrowAnyException();
        Files.delete(directory.resolve("tls.crt"));
        assertThatThrownBy(reload::reloadIfChanged).hasMessageContaining("does not exist");
        assertThatCode(reload::reloadIfChanged).as("told once").doesNotThrowAnyException();
        assertThat(directory.resolve("made/key.p12")).hasBinaryContent(good);

        use(ec);
        assertThat(reload.reloadIfChanged()).as("back to what the stores hold").isFalse();
    }

    @Test
    void whatCannotBeUsedIsToldInOneLineWithTheFile() throws Exception {
        TlsFiles files = new TlsFiles(directory, true);
        expect(files, "tls.crt does not exist");
        write("tls.crt", "hello");
        expect(files, "tls.key does not exist");
        write("tls.key", "hello");
        expect(files, "ca.crt does not exist");
        write("ca.crt", "hello");
        expect(files, "tls.crt holds no certificate in PEM");
        write("tls.crt", pem("CERTIFICATE", new byte[] {1, 2, 3}));
        expect(files, "tls.crt holds a certificate that cannot be read");
        write("tls.crt", pem("CERTIFICATE", certificate(rsa)));
        write("tls.key", pem("CERTIFICATE", certificate(rsa)));
        expect(files, "tls.key holds no private key in PEM");
        write("tls.key", pem("ENCRYPTED PRIVATE KEY", key(rsa)));
        expect(files, "tls.key cannot be read: it is encrypted");
        write("tls.key", pem("PRIVATE KEY", key(rsa)).substring(0, 200));
        expect(files, "tls.key cannot be read: a PEM block does not end");
        write("tls.key", pem("PRIVATE KEY", key(ec)));
        expect(files, "tls.key cannot be used as the key of");
        write("tls.key", pem("PRIVATE KEY", new byte[] {0x30}));
        expect(files, "tls.key cannot be used as the key of");
        write("tls.key", pem("PRIVATE KEY", key(rsa)));
        expect(files, "ca.crt holds no certificate in PEM");
    }

    private void expect(TlsFiles files, String message) {
        assertThatThrownBy(() -> new TlsStores(stores, PASSWORD).writeFrom(files))
                .isInstanceOf(TlsMaterialException.class)
                .hasMessageContainingAll(directory.toString(), message)
                .message()
                .doesNotContain("\n");
    }

    private void use(KeyStore source) throws Exception {
        write("tls.crt", pem("CERTIFICATE", certificate(source)));
        write("tls.key", pem("PRIVATE KEY", key(source)));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static KeyStore source(String algorithm) {
        return switch (algorithm) {
            case "rsa" -> rsa;
            case "ec" -> ec;
            default -> ed;
        };
    }

    /** PKCS #1 and SEC 1 are what PKCS #8 wraps: its last element. */
    private static byte[] der(KeyStore source, String form) throws Exception {
        byte[] pkcs8 = key(source);
        if (form.equals("pkcs8")) {
            return pkcs8;
        }
        byte[] bare = innermost(pkcs8);
        if (form.equals("bare")) {
            return bare;
        }
        // version, private key, then the parameters; whatever the JDK wrote after the private key goes.
        byte[] with = new byte[39 + P256.length];
        System.arraycopy(bare, 0, with, 0, 39);
        System.arraycopy(P256, 0, with, 39, P256.length);
        with[1] = (byte) (with.length - 2);
        return with;
    }

    private static byte[] innermost(byte[] pkcs8) {
        boolean large = (pkcs8[1] & 0xff) == 0x82;
        int algorithm = (large ? 4 : 2) + 3;
        int octets = algorithm + 2 + pkcs8[algorithm + 1];
        int header = (pkcs8[octets + 1] & 0xff) == 0x82 ? 4 : (pkcs8[octets + 1] & 0xff) == 0x81 ? 3 : 2;
        return Arrays.copyOfRange(pkcs8, octets + header, pkcs8.length);
    }

    private static byte[] key(KeyStore source) throws Exception {
        return source.getKey("k", PASSWORD.toCharArray()).getEncoded();
    }

    private static byte[] certificate(KeyStore source) throws Exception {
        return source.getCertificate("k").getEncoded();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static KeyStore keys(String name, String... algorithm) throws Exception {
        Path file = stores.resolve(name + ".p12");
        String[] fixed = {
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "k",
            "-dname",
            "CN=" + name,
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString()
        };
        String[] command = Arrays.copyOf(fixed, fixed.length + algorithm.length);
        System.arraycopy(algorithm, 0, command, fixed.length, algorithm.length);
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        return load(file);
    }

    private static KeyStore load(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
