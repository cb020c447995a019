package org.storkee.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Remembers Node objects of former requests, so that the same bytes are not walked over again: a scheduler in full mode
 * sends every node with every pod, and a node changes every few minutes. Text that was a whole JSON object once is one
 * wherever it comes again, since an object ends itself; so a length and a 64-bit hash are all that is kept.
 *
 * <p>Thread-safe without locks: a slot that is overwritten in between costs a walk, never a wrong answer.
 */
final class KnownItems {
    /** What the slot is chosen by: a Node begins with its name, and its resource version changes with it. */
    private static final int HEAD = 128;

    private static final int BUCKETS = 1 << 13;
    private static final int SLOTS_PER_BUCKET = 4;
    private static final int LANE = 4 * Long.BYTES;
    /** An odd number without pattern: the golden ratio's fraction. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Secret, so that nobody can make a text with the hash of another. */
    private final long seed = new SecureRandom().nextLong();

    private final @Nullable Item[] slots = new Item[BUCKETS * SLOTS_PER_BUCKET];

    /**
     * One object: its name stands, quotes included, at {@code [nameFrom, nameTo)} from its start.
     *
     * @param length bytes from its opening to its closing brace
     */
    record Item(int length, int nameFrom, int nameTo, long hash) {}

    /** The object that begins at {@code at} if it is known byte for byte, else null. */
    @Nullable
    Item find(byte[] text, int at, int end) {
        if (end - at < HEAD) {
            return null;
        }
        int bucket = bucket(text, at);
        for (int slot = bucket; slot < bucket + SLOTS_PER_BUCKET; slot++) {
            Item item = slots[slot];
            if (item != null
                    && item.length <= end - at
                    && text[at + item.length - 1] == '}'
                    && hash(text, at, at + item.length) == item.hash) {
                return item;
            }
        }
        return null;
    }

    /** Keeps the object at {@code [at, to)}, which was found well-formed; short ones are walked over as fast. */
    void keep(byte[] text, int at, int to, int nameFrom, int nameTo) {
        if (to - at < HEAD) {
            return;
        }
        long hash = hash(text, at, to);
        int bucket = bucket(text, at);
        int slot = bucket;
        while (slot < bucket + SLOTS_PER_BUCKET && slots[slot] != null) {
            slot++;
        }
        if (slot == bucket + SLOTS_PER_BUCKET) {
            slot = bucket
                    + (int) (hash & (SLOTS_PER_BUCKET - 1)); // as good as any: most are of nodes that changed since
        }
        slots[slot] = new Item(to - at, nameFrom - at, nameTo - at, hash);
    }

    private int bucket(byte[] text, int at) {
        return (int) (hash(text, at, at + HEAD) >>> 32 & (BUCKETS - 1)) * SLOTS_PER_BUCKET;
    }

    /** Four independent lanes, since one would wait for its own multiplication; the last one overlaps. */
    long hash(byte[] text, int from, int to) {
        long a = seed;
        long b = ~seed;
        long c = Long.reverse(seed);
        long d = seed ^ (to - from);
        for (int p = from; p < to - LANE; p += LANE) {
            a = mix(a, (long) LONGS.get(text, p));
            b = mix(b, (long) LONGS.get(text, p + 8));
            c = mix(c, (long) LONGS.get(text, p + 16));
            d = mix(d, (long) LONGS.get(text, p + 24));
        }
        a = mix(a, (long) LONGS.get(text, to - LANE));
        b = mix(b, (long) LONGS.get(text, to - LANE + 8));
        c = mix(c, (long) LONGS.get(text, to - LANE + 16));
        d = mix(d, (long) LONGS.get(text, to - LANE + 24));
        return mix(mix(a, b), mix(c, d));
    }

    /**
     * Both halves of a 128-bit product: each bit of the word reaches all of the result. With the lower half alone, high
     * bits reach only high bits, where a change in the next word of the lane can undo theirs.
     */
    private static long mix(long hash, long word) {
        long product = (hash ^ word) * MULTIPLIER;
        return product ^ Math.unsignedMultiplyHigh(hash ^ word, MULTIPLIER);
    }
}
