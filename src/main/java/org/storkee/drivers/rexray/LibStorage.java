package org.storkee.drivers.rexray;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.TokenFile;

/** Asks one libStorage server. Used by one thread at a time; an observation's deadline comes as an interrupt. */
final class LibStorage implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** All attachments, whoever asks; more would need to be a machine with volumes of its own. */
    private static final String VOLUMES = "/volumes?attachments=1";

    private static final TypeReference<Map<String, Map<String, Wire.Volume>>> VOLUMES_BY_SERVICE =
            new TypeReference<>() {};
    private static final TypeReference<Map<String, Wire.Service>> SERVICES = new TypeReference<>() {};
    /** Several times what 20,000 volumes take: more is an answer without an end. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxDocumentLength(256L << 20)
            .maxTokenCount(5_000_000)
            .build();

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final URI server;
    private final @Nullable Path tokenFile;
    private final @Nullable Path authority;
    private final @Nullable Executor executor;
    private byte[] certificates = {};
    private @Nullable HttpClient http;

    /**
     * Prepares; nothing is contacted yet.
     *
     * @param tokenFile holds the server's token, read at each question, or null for none
     * @param authority holds the authority of the server's certificate (PEM), read before each observation, or null for those Java trusts
     * @param executor runs what the HTTP client has to do aside, or null for threads of its own
     */
    LibStorage(URI server, @Nullable Path tokenFile, @Nullable Path authority, @Nullable Executor executor) {
        this.server = server;
        this.tokenFile = tokenFile;
        this.authority = authority;
        this.executor = executor;
    }

    /**
     * Looks whether the authority changed; to be called before each observation. Connections made with the old one end.
     *
     * @throws IOException naming the file that cannot be read
     */
    void refreshAuthority() throws IOException {
        if (authority == null) {
            return;
        }
        byte[] now;
        try {
            now = Files.readAllBytes(authority);
        } catch (NoSuchFileException e) {
            throw new IOException("authority file " + authority + " does not exist", e);
        } catch (IOException e) {
            throw new IOException("authority file " + authority + " cannot be read: " + e.getMessage(), e);
        }
        if (!Arrays.equals(now, certificates)) {
            close();
            certificates = now;
        }
    }

    /** Every service by its name. @throws IOException saying what was asked and what came back */
    Map<String, Wire.Service> services() throws IOException, InterruptedException {
        return get("/services", SERVICES);
    }

    /** Every volume, by service and id. @throws IOException saying what was asked and what came back */
    Map<String, Map<String, Wire.Volume>> volumes() throws IOException, InterruptedException {
        return get(VOLUMES, VOLUMES_BY_SERVICE);
    }

    private <T> T get(String path, TypeReference<T> type) throws IOException, InterruptedException {
        URI url = server.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", "application/json");
        String token = tokenFile == null ? "" : TokenFile.read(tokenFile);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<InputStream> response;
        try {
            response = client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException("GET " + url + " failed: " + why, e);
        }
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status != 200) {
                throw new IOException("GET " + url + " answered " + status + hint(status));
            }
            T answer = JSON.readValue(body, type);
            if (answer == null) {
                throw new IOException("GET " + url + " answered nothing");
            }
            return answer;
        } catch (StreamConstraintsException e) {
            throw new IOException("GET " + url + " answered with more than a platform can have");
        } catch (JsonProcessingException e) { // its message may quote the answer
            throw new IOException("GET " + url + " answered with something that is not libStorage's JSON");
        }
    }

    private static String hint(int status) {
        return switch (status) {
            case 202 -> ": it is still working on it";
            case 401, 403 -> ": the token is missing or not accepted";
            default -> "";
        };
    }

    private HttpClient client() throws IOException {
        HttpClient now = http;
        if (now == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT);
            if (executor != null) {
                builder.executor(executor);
            }
            if (authority != null) {
                builder.sslContext(trusting(certificates));
            }
            now = builder.build();
            http = now;
        }
        return now;
    }

    private SSLContext trusting(byte[] pem) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("ca-" + store.size(), one);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "authority file " + authority + " cannot be used as an authority: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        HttpClient old = http;
        http = null;
        if (old != null) {
            old.shutdownNow();
        }
    }
}
