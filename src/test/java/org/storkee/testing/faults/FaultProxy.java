package org.storkee.testing.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Stands between a client and a server on 127.0.0.1 and passes bytes on until it is told to go wrong. The client side
 * is plain TCP; the server side may be TLS, so that answers in the server's place can be spoken although the real one
 * serves HTTPS only. Thread-safe; closing it ends all connections.
 */
public final class FaultProxy implements AutoCloseable {
    private static final String HTML = "<html><body><h1>503 Service Unavailable</h1></body></html>";

    private final InetSocketAddress server;
    private final SocketFactory toServer;
    private final ServerSocket listener;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private volatile Fault fault;
    private volatile boolean closed;

    private FaultProxy(InetSocketAddress server, SocketFactory toServer) throws IOException {
        this.server = server;
        this.toServer = toServer;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        port = listener.getLocalPort();
        Thread.ofVirtual().name("fault-proxy-" + port).start(this::accept);
    }

    /** A proxy to a server that speaks plain TCP, or whose TLS is passed through untouched. */
    public static FaultProxy to(String host, int port) {
        return to(host, port, SocketFactory.getDefault());
    }

    /** A proxy that speaks TLS to the server, and shows its certificate there, by this factory; plain to the client. */
    public static FaultProxy to(String host, int port, SocketFactory toServer) {
        try {
            return new FaultProxy(new InetSocketAddress(host, port), toServer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** {@code http://127.0.0.1:port}, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How many connections have come in so far. */
    public long accepted() {
        return accepted.get();
    }

    /** Goes wrong from now on, for connections that are open too. */
    public void set(Fault next) {
        fault = next;
        if (next != Fault.HANGING) {
            open.forEach(FaultProxy::quietlyClose);
        }
    }

    /** Passes on again; connections that were open before are closed, as by a server that was restarted. */
    public void heal() {
        fault = null;
        open.forEach(FaultProxy::quietlyClose);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(FaultProxy::quietlyClose);
        quietlyClose(listener);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Fault now = fault;
            if (now == null) {
                pass(client);
            } else if (now == Fault.HANGING) {
                new Semaphore(0).tryAcquire(1, java.util.concurrent.TimeUnit.HOURS);
            } else if (now != Fault.DOWN) {
                readRequest(client.getInputStream());
                answer(client.getOutputStream(), now);
            }
        } catch (IOException e) {
            // one of the two went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void pass(Socket client) throws IOException {
        try (Socket upstream = toServer.createSocket(server.getHostString(), server.getPort())) {
            upstream.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            open.add(upstream);
            Thread back = Thread.ofVirtual().start(() -> {
                try {
                    pump(upstream.getInputStream(), client.getOutputStream());
                } catch (IOException e) {
                    // one of the two went away
                } finally {
                    quietlyClose(client);
                }
            });
            try {
                pump(client.getInputStream(), upstream.getOutputStream());
            } finally {
                quietlyClose(upstream);
                open.remove(upstream);
                back.interrupt();
            }
        }
    }

    /** While the proxy hangs, bytes that come are swallowed: nobody learns that nobody listens. */
    private void pump(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            if (fault != Fault.HANGING) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    private static void readRequest(InputStream from) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int next = from.read();
            if (next < 0) {
                return;
            }
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : (next == '\r' ? 1 : 0);
        }
    }

    private static void answer(OutputStream to, Fault fault) throws IOException {
        String[] answer = switch (fault) {
            case SERVER_ERROR -> new String[] {"503 Service Unavailable", "text/html", HTML};
            case EXPIRED_CREDENTIALS ->
                new String[] {"401 Unauthorized", "application/json", "{\"message\":\"token has expired\"}"};
            default -> new String[] {"200 OK", "application/json", "{\"items\":[{]]\u0000 no json"};
        };
        byte[] body = answer[2].getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + answer[0] + "\r\nContent-Type: " + answer[1] + "\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        to.write(head.getBytes(StandardCharsets.US_ASCII));
        to.write(body);
        to.flush();
    }

    private static void quietlyClose(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is closed either way
        }
    }
}
