package org.storkee.scheduling;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads request bodies into pooled buffers, bounded in size and time, so that one bad client cannot stop scheduling.
 * Thread-safe.
 */
@ApplicationScoped
class BodyReader {
    private static final int FIRST_BUFFER = 512 * 1024;
    private static final long POOLED_BYTES = 96L * 1024 * 1024;

    @Inject
    @ConfigProperty(name = "stork.extender.max-body-bytes")
    int maxBytes;

    @Inject
    @ConfigProperty(name = "stork.extender.body-timeout")
    Duration timeout;

    private final Deque<byte[]> pool = new ArrayDeque<>();
    private long pooled;
    private long timeoutNanos;

    @PostConstruct
    void init() {
        timeoutNanos = timeout.toNanos();
    }

    /** A body in a buffer that goes back with {@link BodyReader#release}. Padded as {@link JsonScanner} needs it. */
    @SuppressWarnings("ArrayRecordComponent") // the pooled buffer itself
    record Body(byte[] bytes, int length) {}

    /**
     * Reads {@code in} to its end.
     *
     * @param announced Content-Length, or -1
     * @throws RejectedRequestException 413 when it is too large, 408 when it takes too long
     * @throws IOException when the client goes away
     */
    Body read(InputStream in, long announced) throws IOException {
        if (announced > maxBytes) {
            throw tooLarge();
        }
        long deadline = System.nanoTime() + timeoutNanos;
        byte[] buffer = take((int) Math.max(announced, 0) + JsonScanner.PADDING + 1);
        int length = 0;
        while (true) {
            int room = buffer.length - JsonScanner.PADDING - length;
            if (room == 0) {
                byte[] larger = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L));
                release(buffer);
                buffer = larger;
                continue;
            }
            int count = in.read(buffer, length, room);
            if (count < 0) {
                Arrays.fill(buffer, length, length + JsonScanner.PADDING, (byte) 0);
                return new Body(buffer, length);
            }
            length += count;
            if (length > maxBytes) {
                release(buffer);
                throw tooLarge();
            }
            if (System.nanoTime() > deadline) {
                release(buffer);
                throw new RejectedRequestException(
                        408,
                        "the body was not complete after " + timeout.toMillis() + " ms (stork.extender.body-timeout)");
            }
        }
    }

    private RejectedRequestException tooLarge() {
        return new RejectedRequestException(
                413, "the body is larger than " + maxBytes + " bytes (stork.extender.max-body-bytes)");
    }

    private synchronized byte[] take(int size) {
        for (var each = pool.iterator(); each.hasNext(); ) {
            byte[] buffer = each.next();
            if (buffer.length >= size) {
                each.remove();
                pooled -= buffer.length;
                return buffer;
            }
        }
        return new byte[Math.max(size, FIRST_BUFFER)];
    }

    /** Gives a buffer back; its content must not be used any more. */
    synchronized void release(byte[] buffer) {
        if (pooled + buffer.length <= POOLED_BYTES) {
            pool.addLast(buffer);
            pooled += buffer.length;
        }
    }
}
