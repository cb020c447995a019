package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * 127.0.0.1 in front of servers on the same port of other addresses, as a Service is: each connection goes to the next server that was
 * ready when last asked and accepts it, and is cut when that one dies. Thread-safe; closing it ends all connections.
 */
public final class TcpBalancer implements AutoCloseable {
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(500);

    private final List<Backend> servers;
    private final Set<Backend> ready = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * A server.
     *
     * @param ready its readiness, asked again and again; may take long
     */
    public record Backend(String address, BooleanSupplier ready) {}

    private TcpBalancer(int port, List<Backend> servers) throws IOException {
        this.servers = List.copyOf(servers);
        listener = new ServerSocket(port, 200, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().name("balancer-" + listener.getLocalPort()).start(this::accept);
        servers.forEach(server -> Thread.ofVirtual().start(() -> probe(server)));
    }

    /** Listens on a port. */
    public static TcpBalancer on(int port, List<Backend> servers) {
        try {
            return new TcpBalancer(port, servers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void probe(Backend server) {
        while (!listener.isClosed()) {
            if (server.ready.getAsBoolean()) {
                ready.add(server);
            } else {
                ready.remove(server);
            }
            LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (int tried = 0; tried < servers.size(); tried++) {
                Backend next = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
                if (!ready.contains(next)) {
                    continue;
                }
                try (Socket server = new Socket(next.address, port())) {
                    open.add(server);
                    pipe(client, server);
                    open.remove(server);
                    return;
                } catch (java.net.ConnectException e) {
                    // this one is down: the next
                }
            }
        } catch (IOException e) {
            // either side is gone, and try-with-resources has closed the other
        } finally {
            open.remove(client);
        }
    }

    /** Both directions, until either side ends: nobody here half-closes. */
    private static void pipe(Socket client, Socket server) throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread back = Thread.ofVirtual().start(() -> copy(server, client));
        copy(client, server);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // ended the hard way, which ends both below
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(TcpBalancer::close);
    }
}
