package org.storkee.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that begin a request and never finish it: one byte of its head or body twice a second, each. */
final class SlowClients implements AutoCloseable {
    /** A head without its end. */
    static final String HEAD = "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ";
    /** A head with its end, and a body of which nothing has come. */
    static final String BODY = "POST /filter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 60000000\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();
    private final Thread drip;
    private volatile boolean closed;

    /** Opens them all, against the host and port of a URL; each sends {@code start} at once. */
    SlowClients(String url, int count, String start) {
        URI uri = URI.create(url);
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(uri.getHost(), uri.getPort());
                sockets.add(socket);
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            closeAll();
            throw new UncheckedIOException("slow client " + sockets.size() + " of " + count, e);
        }
        drip = Thread.ofVirtual().name("slow-clients").start(this::drip);
    }

    private void drip() {
        while (!closed) {
            for (Socket socket : sockets) {
                try {
                    socket.getOutputStream().write('x');
                } catch (IOException e) {
                    continue; // the server has had enough of this one
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                continue; // it is gone then
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        drip.interrupt();
        closeAll();
    }
}
