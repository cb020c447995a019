package org.storkee.testing.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address in front of several servers on 127.0.0.1, as a Service is: each connection goes to the next server that
 * accepts it, and is cut when that one dies. Thread-safe; closing it ends all connections.
 */
public final class TcpBalancer implements AutoCloseable {
    private final List<Integer> servers;
    private final ServerSocket listener;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TcpBalancer(List<Integer> servers) throws IOException {
        this.servers = List.copyOf(servers);
        listener = new ServerSocket(Ports.free(), 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("balancer-" + listener.getLocalPort()).start(this::accept);
    }

    /** A balancer on a free port, in front of servers on these. */
    public static TcpBalancer to(List<Integer> servers) {
        try {
            return new TcpBalancer(servers);
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

    private void serve(Socket client) {
        try (client) {
            for (int tried = 0; tried < servers.size(); tried++) {
                int port = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
                try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
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
