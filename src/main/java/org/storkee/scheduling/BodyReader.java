package org.storkee.scheduling;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads request bodies into pooled buffers, bounded in size and time, so that one bad client cannot stop scheduling.
 * Thread-safe.
 */
@ApplicationScoped
class BodyReader {
    private static final int GROWTH = 8;
    /** A body in the reading holds a thread, of which there are some dozens: who drips it in is given up early. */
    private static final int PACE_BYTES = 8 * 1024;

    private static final long PACE_NANOS = 500_000_000L;

    /** The clock; tests set their own. */
    LongSupplier nanos = System::nanoTime;

    @Inject
    @ConfigProperty(name = "stork.extender.max-body-bytes")
    int maxBytes;

    @Inject
    @ConfigProperty(name = "stork.extender.body-timeout")
    Duration timeout;

    private BufferPool pool;
    private long timeoutNanos;

    @PostConstruct
    void init() {
        timeoutNanos = timeout.toNanos();
        pool = new BufferPool(Runtime.getRuntime().maxMemory() / 3);
    }

    /** A body in a pooled buffer, padded as {@link JsonScanner} needs it. Goes back with {@link BodyReader#release}. */
    @SuppressWarnings("ArrayRecordComponent") // the pooled buffer itself
    record Body(byte[] bytes, int length) {}

    /**
     * Reads {@code in} to its end.
     *
     * @param announced Content-Length, or -1
     * @throws RejectedRequestException 413 when it is too large, 408 when it takes too long, 503 when memory is short
     * @throws IOException when the client goes away
     */
    Body read(InputStream in, long announced) throws IOException {
        if (announced > maxBytes) {
            throw tooLarge();
        }
        byte[] buffer =
                pool.take(announced < 0 ? BufferPool.SMALLEST : (int) Math.min(whole(announced), BufferPool.SMALLEST));
        boolean done = false;
        try {
            long begun = nanos.getAsLong();
            int length = 0;
            int count = 0;
            while (count >= 0) {
                length += count;
                if (length > maxBytes) {
                    throw tooLarge();
                }
                checkPace(length, nanos.getAsLong() - begun);
                if (length == buffer.length - JsonScanner.PADDING) {
                    buffer = larger(buffer, length, announced);
                }
                // The server's stream waits for all it is asked for, which a slow client could make last for ever.
                int room = buffer.length - JsonScanner.PADDING - length;
                count = in.read(buffer, length, Math.min(room, Math.max(1, in.available())));
            }
            Arrays.fill(buffer, length, length + JsonScanner.PADDING, (byte) 0);
            done = true;
            return new Body(buffer, length);
        } finally {
            if (!done) {
                pool.release(buffer);
            }
        }
    }

    private void checkPace(int length, long elapsed) {
        if (elapsed > timeoutNanos) {
            throw tooSlow("was not complete after " + timeout.toMillis() + " ms (stork.extender.body-timeout)");
        }
        if (length < elapsed / PACE_NANOS * PACE_BYTES) {
            throw tooSlow("comes slower than " + PACE_BYTES + " bytes in " + PACE_NANOS / 1_000_000 + " ms");
        }
    }

    private static RejectedRequestException tooSlow(String what) {
        return new RejectedRequestException(408, "the body " + what);
    }

    /**
     * Room grows with what has come, since words are cheap: doubled, or up to the announced size once an eighth of it is
     * there, so that a body of some megabytes is copied in small part only.
     */
    private byte[] larger(byte[] buffer, int length, long announced) {
        long needed =
                announced < length ? 2L * buffer.length : Math.min(whole(announced), (long) GROWTH * buffer.length);
        return pool.larger(buffer, length, (int) Math.min(Math.max(needed, buffer.length + 1L), whole(maxBytes)));
    }

    /** A buffer in which {@code bytes} have room, their padding, and the byte that shows there are no more. */
    private static long whole(long bytes) {
        return bytes + JsonScanner.PADDING + 1;
    }

    private RejectedRequestException tooLarge() {
        return new RejectedRequestException(
                413, "the body is larger than " + maxBytes + " bytes (stork.extender.max-body-bytes)");
    }

    /** Gives a body's buffer back; its content must not be used any more. */
    void release(Body body) {
        pool.release(body.bytes());
    }
}
