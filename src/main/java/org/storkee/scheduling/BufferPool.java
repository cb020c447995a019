package org.storkee.scheduling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for request bodies, used again and bounded in all: a flood of large bodies is turned away instead of filling
 * the heap. Thread-safe.
 */
final class BufferPool {
    /** What a request gets before anything of its body has come. */
    static final int SMALLEST = 16 * 1024;
    /** An idle buffer so much larger than needed is left to others. */
    private static final int WASTE = 4;

    private static final int MOST_ROUNDED = 1 << 20;
    private static final int MOST_IDLE = 128;
    /** A buffer that did not come back by then was lost with its connection; its room is free again. */
    private static final long LOST_NANOS = 60_000_000_000L;

    private final long budget;
    private final Deque<byte[]> idle = new ArrayDeque<>();
    /** Buffers in use and since when (nanoseconds). */
    private final IdentityHashMap<byte[], Long> leased = new IdentityHashMap<>();

    private long idleBytes;
    private long leasedBytes;

    /** {@code budget}: bytes of all buffers in use at one time. */
    BufferPool(long budget) {
        this.budget = budget;
    }

    /**
     * A buffer of at least {@code size} bytes, content undefined.
     *
     * @throws RejectedRequestException 503 when that would exceed the budget
     */
    synchronized byte[] take(int size) {
        reclaim();
        byte[] buffer = fitting(size);
        int length = buffer == null ? rounded(size) : buffer.length;
        if (leasedBytes + length > budget && !leased.isEmpty()) {
            if (buffer != null) {
                keep(buffer);
            }
            throw new RejectedRequestException(
                    503, "request bodies in work would need more than " + budget + " bytes; try again");
        }
        byte[] taken = buffer == null ? allocate(length) : buffer;
        leased.put(taken, System.nanoTime());
        leasedBytes += length;
        return taken;
    }

    /**
     * A larger buffer with the first {@code length} bytes of {@code buffer}, which goes back: at no time do both count, so
     * bodies that grow at the same moment are not in each other's way.
     *
     * @throws RejectedRequestException as {@link #take}; {@code buffer} stays leased then
     */
    synchronized byte[] larger(byte[] buffer, int length, int size) {
        Long since = leased.remove(buffer);
        leasedBytes -= since == null ? 0 : buffer.length;
        try {
            byte[] larger = take(size);
            System.arraycopy(buffer, 0, larger, 0, length);
            if (since != null) {
                keep(buffer);
            }
            return larger;
        } catch (RejectedRequestException e) {
            if (since != null) {
                leased.put(buffer, since);
                leasedBytes += buffer.length;
            }
            throw e;
        }
    }

    /** Gives a buffer back; its content must not be used any more. Unknown buffers are ignored. */
    synchronized void release(byte[] buffer) {
        if (leased.remove(buffer) != null) {
            leasedBytes -= buffer.length;
            keep(buffer);
        }
    }

    /** A little more, so that bodies of much the same size can use the same buffers. */
    private static int rounded(int size) {
        int least = Math.max(size, SMALLEST);
        int step = Math.min(Integer.highestOneBit(least) / 4, MOST_ROUNDED);
        return (int) Math.min(((long) least + step - 1) / step * step, Integer.MAX_VALUE - 8);
    }

    private byte[] allocate(int length) {
        // Idle buffers that were too small would only add to the heap while this one grows.
        while (idleBytes + leasedBytes + length > budget && !idle.isEmpty()) {
            idleBytes -= idle.removeFirst().length;
        }
        return new byte[length];
    }

    private byte @Nullable [] fitting(int size) {
        byte[] best = null;
        for (byte[] buffer : idle) {
            boolean fits = buffer.length >= size && buffer.length <= (long) WASTE * Math.max(size, SMALLEST);
            if (fits && (best == null || buffer.length < best.length)) {
                best = buffer;
            }
        }
        if (best != null) {
            idle.removeFirstOccurrence(best);
            idleBytes -= best.length;
        }
        return best;
    }

    private void keep(byte[] buffer) {
        if (idleBytes + buffer.length <= budget / 2 && idle.size() < MOST_IDLE) {
            idle.addLast(buffer);
            idleBytes += buffer.length;
        }
    }

    private void reclaim() {
        long now = System.nanoTime();
        leased.entrySet().removeIf(lease -> {
            boolean lost = now - lease.getValue() > LOST_NANOS;
            leasedBytes -= lost ? lease.getKey().length : 0;
            return lost;
        });
    }
}
