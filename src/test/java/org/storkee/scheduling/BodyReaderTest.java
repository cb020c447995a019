package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
    private static final int MAX = 1 << 20;

    private final BodyReader reader = new BodyReader();

    @BeforeEach
    void upToAMegabyte() {
        reader.maxBytes = MAX;
        reader.timeout = Duration.ofMinutes(1);
        reader.init();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_366, 16_367, 16_368, 16_384, 100_000, 131_072, 1_000_000, MAX})
    void aBodyComesOutAsItWentInAnnouncedOrNot(int size) throws IOException {
        byte[] sent = new byte[size];
        new Random(size).nextBytes(sent);
        for (long announced : new long[] {size, -1}) {
            for (int chunk : new int[] {1 << 20, 8192, 7}) {
                BodyReader.Body body = reader.read(new Chunks(sent, chunk), announced);
                assertThat(body.length()).isEqualTo(size);
                assertThat(Arrays.copyOf(body.bytes(), size)).isEqualTo(sent);
                assertThat(Arrays.copyOfRange(body.bytes(), size, size + JsonScanner.PADDING))
                        .containsOnly(0);
                reader.release(body);
            }
        }
    }

    @Test
    void aBodyThatOnlyAnnouncesItsSizeTakesNoMoreThanItSends() throws IOException {
        Chunks drip = new Chunks(new byte[100], 1);
        assertThat(reader.read(drip, MAX).bytes()).hasSizeLessThanOrEqualTo(BufferPool.SMALLEST);
        assertThat(drip.room).isLessThanOrEqualTo(BufferPool.SMALLEST);
    }

    @Test
    void roomGrowsWithWhatHasCome() throws IOException {
        Chunks sent = new Chunks(new byte[MAX], 4096);
        reader.release(reader.read(sent, MAX));
        assertThat(sent.worst).as("room to what had come").isLessThanOrEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, MAX, MAX + 1})
    void aBodyLargerThanAllowedIsRefused(long announced) {
        assertThatThrownBy(() -> reader.read(new Chunks(new byte[MAX + 1], 8192), announced))
                .isInstanceOf(RejectedRequestException.class)
                .hasMessageContaining("larger than " + MAX);
    }

    @Test
    void aBodyThatDripsInIsGivenUpLongBeforeItsTimeIsOver() {
        AtomicLong now = new AtomicLong();
        reader.nanos = () -> now.getAndAdd(Duration.ofMillis(100).toNanos());
        assertThatThrownBy(() -> reader.read(new Chunks(new byte[MAX], 1), MAX))
                .isInstanceOf(RejectedRequestException.class)
                .hasMessageContaining("slower than 8192 bytes in 500 ms");
        assertThat(Duration.ofNanos(now.get())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aBodyThatKeepsPaceMayTakeItsTime() throws IOException {
        AtomicLong now = new AtomicLong();
        reader.nanos = () -> now.getAndAdd(Duration.ofMillis(300).toNanos());
        assertThat(reader.read(new Chunks(new byte[100_000], 8192), 100_000).length())
                .isEqualTo(100_000);
    }

    /** Gives at most so many bytes at once, and sees how much room it is offered. */
    private static final class Chunks extends InputStream {
        private final InputStream bytes;
        private final int chunk;
        private int room;
        private double worst;
        private int given;

        Chunks(byte[] bytes, int chunk) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.chunk = chunk;
        }

        @Override
        public int available() throws IOException {
            return Math.min(chunk, bytes.available());
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int from, int count) throws IOException {
            room = Math.max(room, buffer.length);
            if (given > BufferPool.SMALLEST / 2) {
                worst = Math.max(worst, (double) buffer.length / given);
            }
            assertThat(count).as("asked for no more than is there").isLessThanOrEqualTo(Math.max(1, available()));
            int read = bytes.read(buffer, from, count);
            given += Math.max(read, 0);
            return read;
        }
    }
}
