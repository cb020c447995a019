package org.storkee.drivers.linstor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks one LINSTOR cluster's controllers. Only one of them is active at a time: the one that answered last is asked
 * first, and the next one when it cannot be reached, says that it is not in service, or did not answer before the
 * observation's deadline, which comes as an interrupt. Used by one thread at a time.
 */
final class LinstorClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final List<Integer> NOT_IN_SERVICE = List.of(502, 503, 504);
    /** Several times what 20,000 volumes of three replicas take: more is an answer without an end. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxDocumentLength(256L << 20)
            .maxTokenCount(30_000_000)
            .build();

    private static final int MAX_ELEMENTS = 500_000;
    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final List<URI> controllers;
    private final Credentials credentials;
    private final @Nullable Executor executor;
    private int active;
    private Credentials.@Nullable Found found;
    private @Nullable HttpClient http;

    /**
     * Prepares; nothing is contacted yet.
     *
     * @param controllers at least one
     * @param executor runs what the HTTP client has to do aside, or null for threads of its own
     */
    LinstorClient(List<URI> controllers, Credentials credentials, @Nullable Executor executor) {
        this.controllers = List.copyOf(controllers);
        this.credentials = credentials;
        this.executor = executor;
    }

    /**
     * {@code GET path}, which must answer with a list.
     *
     * @throws IOException saying which controller was asked for what, and what came back
     * @throws InterruptedException when the observation's time is over; the next one begins with the next controller
     */
    <T> List<T> list(String path, Class<T> type) throws IOException, InterruptedException {
        IOException problem = null;
        for (int attempt = 0; attempt < controllers.size(); attempt++) {
            URI url = controllers.get(active).resolve(path);
            try {
                return ask(url, type);
            } catch (UnavailableException e) {
                if (problem != null) {
                    e.addSuppressed(problem);
                }
                problem = e;
                next();
            } catch (InterruptedException e) {
                next();
                throw e;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) { // it began to answer and did not end in time
                    next();
                }
                throw e;
            }
        }
        throw problem == null ? new IOException("no LINSTOR controller is known") : all(problem);
    }

    private void next() {
        active = (active + 1) % controllers.size();
    }

    /** One line that names every controller, in the order they were asked. */
    private static IOException all(IOException last) {
        StringBuilder text = new StringBuilder();
        for (Throwable one = last; one != null; ) {
            text.insert(0, one.getMessage() + (text.isEmpty() ? "" : "; "));
            one = one.getSuppressed().length == 0 ? null : one.getSuppressed()[0];
        }
        return new IOException(text.toString(), last);
    }

    private <T> List<T> ask(URI url, Class<T> type) throws IOException, InterruptedException {
        HttpClient client = client();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).header("Accept", "application/json").header("User-Agent", "stork-ee");
        if (found != null && !found.authorization().isEmpty()) {
            request.header("Authorization", found.authorization());
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UnavailableException("GET " + url + " failed: " + reason(e), e);
        }
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (NOT_IN_SERVICE.contains(status)) {
                throw new UnavailableException("GET " + url + " answered " + status, null);
            }
            if (status != 200) {
                throw new IOException("GET " + url + " answered " + status + hint(status));
            }
            return read(body, url, JSON.readerFor(type));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String hint(int status) {
        return switch (status) {
            case 401, 403 -> ": the credentials are missing or not accepted";
            case 301, 302, 307, 308 -> ": it wants to be asked elsewhere, probably over HTTPS";
            default -> "";
        };
    }

    private static <T> List<T> read(InputStream body, URI url, ObjectReader reader) throws IOException {
        List<T> list = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("GET " + url + " answered with something that is no list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) { // an early end is a JsonProcessingException
                T item = reader.readValue(parser);
                if (item != null) {
                    list.add(item);
                }
                if (list.size() > MAX_ELEMENTS) {
                    throw new IOException("GET " + url + " answered with a list without an end");
                }
            }
            return list;
        } catch (StreamConstraintsException e) {
            throw new IOException("GET " + url + " answered with more than a cluster can have");
        } catch (JsonProcessingException e) { // its message may quote the answer
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new IOException("GET " + url + " answered with something that is not LINSTOR's JSON" + where);
        }
    }

    /** The client for the credentials as they are now. */
    private HttpClient client() throws IOException {
        HttpClient now = http;
        if (now == null) {
            SSLContext tls = found == null ? null : TrustAndIdentity.context(found);
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT);
            if (executor != null) {
                builder.executor(executor);
            }
            if (tls != null) {
                builder.sslContext(tls);
            }
            now = builder.build();
            http = now;
        }
        return now;
    }

    /**
     * Looks whether credentials changed; to be called before each observation. Connections made with the old ones end.
     *
     * @throws IOException naming the file that cannot be read
     */
    void refreshCredentials() throws IOException {
        Credentials.Found now = credentials.read();
        if (!now.equals(found)) {
            close();
            found = now;
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

    /** This controller cannot serve; another one may. */
    private static final class UnavailableException extends IOException {
        private static final long serialVersionUID = 1;

        UnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
