package org.storkee.testing.bench;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An extender that knows nothing: it accepts every node and gives each the same points, in names mode, at the least
 * cost there is. What a scheduler loses by asking this one is the price of asking any: it bounds what ours can reach.
 */
final class BareExtender implements Closeable {
    private static final int LARGEST_BODY = 1 << 20;
    private static final String NAMES = "\"NodeNames\":[";

    private final ServerSocket socket;

    BareExtender() {
        try {
            socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new BenchException("cannot open a port for the extender that does nothing", e);
        }
        Thread.ofPlatform().daemon().name("bare-extender").start(this::accept);
    }

    /** What a scheduler's configuration names. */
    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BenchException("cannot close the extender that does nothing", e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void serve(Socket client) {
        byte[] text = new byte[LARGEST_BODY];
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            while (true) {
                int length = 0;
                int head = -1;
                while (head < 0 || length < head + bodyLength(text, head)) {
                    int count = in.read(text, length, text.length - length);
                    if (count <= 0) {
                        return;
                    }
                    length += count;
                    head = head < 0 ? endOfHead(text, length) : head;
                }
                out.write(answer(text, head, length));
            }
        } catch (IOException e) {
            System.err.println("the extender that does nothing lost a connection: " + e);
        }
    }

    private static int endOfHead(byte[] text, int length) {
        int at = find(text, "\r\n\r\n", 0, length);
        return at < 0 ? -1 : at + 4;
    }

    private static int bodyLength(byte[] text, int head) {
        for (String line : new String(text, 0, head, StandardCharsets.US_ASCII).split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static byte[] answer(byte[] text, int head, int length) {
        int from = find(text, NAMES, head, length) + NAMES.length();
        int to = find(text, "]", from, length);
        ByteArrayOutputStream body = new ByteArrayOutputStream(4 * (to - from) + 64);
        if (find(text, "/filter ", 0, head) >= 0) {
            put(body, "{\"NodeNames\":[");
            body.write(text, from, to - from);
            put(body, "],\"FailedNodes\":{},\"Error\":\"\"}");
        } else {
            for (int name = from, end; name < to; name = end + 1) {
                end = find(text, ",", name, to) < 0 ? to : find(text, ",", name, to);
                put(body, name == from ? "[{\"Host\":" : ",{\"Host\":");
                body.write(text, name, end - name);
                put(body, ",\"Score\":10}");
            }
            put(body, "]");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.size() + 128);
        put(all, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.size() + "\r\n\r\n");
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static int find(byte[] text, String what, int from, int to) {
        byte[] wanted = what.getBytes(StandardCharsets.US_ASCII);
        for (int at = from; at + wanted.length <= to; at++) {
            if (java.util.Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
