package org.storkee.drivers.pxd;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SDK by its REST gateway. A refused token is replaced once per call, by one signed with the secret as it is now.
 * Not closed: it borrows its HTTP client. Thread-safe.
 */
final class RestSdkClient implements SdkClient {
    private static final SdkJson JSON = new SdkJson(PxdViews::tunesScheduling);
    private static final Duration TIMEOUT = Duration.ofSeconds(30); // the round's own deadline is shorter
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    /** Several times what 20,000 volumes take: more is an answer without an end. */
    private static final long MAX_BYTES = 256L << 20;

    private static final int MAX_ERROR = 4096;
    private static final int MAX_WORDS = 200;
    /** A token, or its beginning: some servers and proxies repeat what they refuse. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w.=-]*");

    private static final Pattern RESOURCE_EXHAUSTED = Pattern.compile("\"code\"\\s*:\\s*8\\b");

    private final HttpClient http;
    private final URI gateway;
    private final SdkTokens tokens;

    /** {@code gateway}: scheme, host and port. */
    RestSdkClient(HttpClient http, URI gateway, SdkTokens tokens) {
        this.http = http;
        this.gateway = gateway;
        this.tokens = tokens;
    }

    @Override
    public String clusterStatus() throws IOException, InterruptedException {
        return call("/v1/clusters/inspectcurrent", null, JSON::clusterStatus);
    }

    @Override
    public List<SdkNode> nodes() throws IOException, InterruptedException {
        return call("/v1/nodes/filters", null, JSON::nodes);
    }

    @Override
    public void volumes(@Nullable String namespace, Consumer<SdkVolume> sink) throws IOException, InterruptedException {
        // A namespace's name needs no escaping.
        String filter = namespace == null ? "{}" : "{\"labels\":{\"namespace\":\"" + namespace + "\"}}";
        call("/v1/volumes/inspectwithfilters", filter, body -> {
            JSON.volumes(body, sink);
            return true;
        });
    }

    @Override
    public @Nullable SdkVolume volume(String idOrName) throws IOException, InterruptedException {
        String escaped = URLEncoder.encode(idOrName, StandardCharsets.UTF_8).replace("+", "%20");
        try {
            return call("/v1/volumes/inspect/" + escaped, null, JSON::volume).orElse(null);
        } catch (SdkException e) {
            if (e.notFound()) {
                return null;
            }
            throw e;
        }
    }

    private <T> T call(String path, @Nullable String body, SdkJson.Reader<T> reader)
            throws IOException, InterruptedException {
        String shown = (body == null ? "GET " : "POST ") + gateway + path;
        String token = tokens.current();
        HttpResponse<InputStream> answer = send(path, body, token, shown);
        if (token != null && (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN)) {
            answer.body().close();
            tokens.refused(token);
            answer = send(path, body, tokens.current(), shown);
        }
        try (InputStream in = new Limited(answer.body())) {
            if (answer.statusCode() != OK) {
                throw refused(answer.statusCode(), in, shown);
            }
            return reader.read(in);
        } catch (JsonProcessingException e) { // its message may quote the answer
            throw new IOException(
                    shown + " answered with something that is not the SDK's JSON" + where(e.getLocation()));
        } catch (SdkException e) {
            throw e;
        } catch (IOException e) {
            throw named(shown, e);
        }
    }

    private static String where(@Nullable JsonLocation place) {
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    private static IOException named(String shown, IOException e) {
        return new IOException(
                shown + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()), e);
    }

    private HttpResponse<InputStream> send(String path, @Nullable String body, @Nullable String token, String shown)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .method(
                        body == null ? "GET" : "POST",
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw named(shown, e);
        }
    }

    private SdkException refused(int status, InputStream in, String shown) throws IOException {
        String body = new String(in.readNBytes(MAX_ERROR), StandardCharsets.UTF_8);
        String words = TOKEN.matcher(body).replaceAll("…").strip().replaceAll("\\s+", " ");
        String hint = status == UNAUTHORIZED || status == FORBIDDEN
                ? "; its shared secret and trusted issuers must be those of stork.pxd.shared-secret and"
                        + " stork.pxd.jwt-issuer"
                : "";
        return new SdkException(
                status,
                RESOURCE_EXHAUSTED.matcher(body).find(),
                shown + " answered " + status + hint + ": " + words.substring(0, Math.min(words.length(), MAX_WORDS)));
    }

    /** Fails when an answer does not end. */
    private static final class Limited extends FilterInputStream {
        private long left = MAX_BYTES;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("the answer is longer than " + (MAX_BYTES >> 20) + " MiB");
            }
        }
    }
}
