package org.storkee.testing.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive connection: an HTTP/1.1 client that copies nothing on the way out and parses nothing but the head on
 * the way in, since it shares the machine with what it measures. Not thread-safe.
 */
final class ExtenderConnection implements Closeable {
    private static final int HEAD = 16 * 1024;

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private int status;
    private int bodyFrom;

    ExtenderConnection(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Sends the parts and reads the whole answer. Returns the nanoseconds from the first write to the last byte. */
    long exchange(ByteBuffer... parts) throws IOException {
        in.clear();
        long start = System.nanoTime();
        while (parts[parts.length - 1].hasRemaining()) {
            channel.write(parts);
        }
        int end = readHead();
        int missing = end - in.position();
        grow(end);
        while (in.position() < end) {
            read();
        }
        long took = System.nanoTime() - start;
        if (missing < 0) {
            throw new IOException("the answer is longer than its Content-Length says");
        }
        in.flip().position(bodyFrom);
        return took;
    }

    /** The status of the last answer. */
    int status() {
        return status;
    }

    /** The body of the last answer, valid until the next exchange. */
    ByteBuffer body() {
        return in.slice();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads until the empty line, and returns where the body will end. */
    private int readHead() throws IOException {
        int looked = 0;
        while (true) {
            read();
            for (; looked + 3 < in.position(); looked++) {
                if (in.get(looked) == '\r' && in.get(looked + 2) == '\r' && in.get(looked + 1) == '\n') {
                    return parseHead(looked + 4);
                }
            }
            if (looked > HEAD) {
                throw new IOException("no end of the answer's head within " + HEAD + " bytes");
            }
        }
    }

    private int parseHead(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.get(0, bytes);
        String head = new String(bytes, StandardCharsets.US_ASCII);
        status = Integer.parseInt(head.substring(9, 12));
        bodyFrom = length;
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return length + Integer.parseInt(line.substring(15).strip());
            }
        }
        throw new IOException("the answer has no Content-Length, but: " + head);
    }

    private void read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the extender closed the connection after " + in.position() + " bytes");
        }
    }

    private void grow(int capacity) {
        if (in.capacity() < capacity) {
            in = ByteBuffer.allocateDirect(capacity + capacity / 8).put(in.flip());
        }
    }
}
