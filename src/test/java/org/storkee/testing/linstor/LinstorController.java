package org.storkee.testing.linstor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * One controller of a {@link SimulatedLinstor}, on 127.0.0.1 and a free port. Every answer is checked against the API's
 * published description, where that is at hand; {@link #close()} tells what did not fit.
 */
public final class LinstorController implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGE = 100_000;

    /** How it behaves. */
    public enum Mood {
        /** As it should. */
        WELL,
        /** Takes the question and never answers. */
        HANGS,
        /** Answers something that is not JSON. */
        RAVES,
        /** Answers 503. */
        RESTS,
        /** Answers 500. */
        FAILS,
        /** Begins a list and never ends it. */
        RAMBLES
    }

    private final SimulatedLinstor cluster;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger questions = new AtomicInteger();
    private final List<String> misfits = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.WELL;
    private volatile String authorization = "";

    private LinstorController(SimulatedLinstor cluster, HttpServer server) {
        this.cluster = cluster;
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts one over HTTP. */
    public static LinstorController start(SimulatedLinstor cluster) {
        return start(cluster, 0);
    }

    /** Starts one over HTTP on a port that an earlier one had. */
    public static LinstorController start(SimulatedLinstor cluster, int port) {
        try {
            return new LinstorController(
                    cluster, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a LINSTOR controller", e);
        }
    }

    /** Starts one over HTTPS that wants a client certificate its context trusts. */
    public static LinstorController startMutual(SimulatedLinstor cluster, SSLContext tls) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                    wanted.setNeedClientAuth(true);
                    parameters.setSSLParameters(wanted);
                }
            });
            return new LinstorController(cluster, server);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a LINSTOR controller", e);
        }
    }

    /** Where it is. */
    public URI url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Its port. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** From now on only this value of the Authorization header will do; empty for any. */
    public void require(String value) {
        authorization = value;
    }

    /** From now on it behaves like this. */
    public void become(Mood value) {
        mood = value;
    }

    /** How many questions it was asked, answered or not. */
    public int questions() {
        return questions.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        try (exchange) {
            switch (mood) {
                case HANGS -> closed.await();
                case RAVES ->
                    answer(exchange, 200, "<html>not what you wanted</html>".getBytes(StandardCharsets.UTF_8));
                case RESTS -> answer(exchange, 503, new byte[0]);
                case FAILS -> answer(exchange, 500, new byte[0]);
                case RAMBLES -> ramble(exchange);
                case WELL -> answer(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ramble(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] more = ("{},".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write('[');
            while (true) { // until whoever listens goes
                body.write(more);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String wanted = authorization;
        if (!wanted.isEmpty() && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, new byte[0]);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestMethod().equals("GET") ? cluster.answer(path) : null;
        if (body == null) {
            answer(exchange, 404, new byte[0]);
            return;
        }
        if (body.length < LARGE) { // beyond that the shapes only repeat
            misfits.addAll(OpenApi.misfits(path, JSON.readTree(body)));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        answer(exchange, 200, body);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Ends it at once. @throws IllegalStateException naming answers that the API's description does not allow */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
        if (!misfits.isEmpty()) {
            throw new IllegalStateException("answers unlike LINSTOR's: " + new ArrayList<>(misfits));
        }
    }
}
