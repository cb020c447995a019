package org.storkee.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * From a name's UTF-8 bytes, where they stand in a request body, to its dense index: no text is built for a lookup.
 * Immutable and safe for concurrent use.
 */
final class NameIndex {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final byte[] bytes;
    private final int[] ends;
    private final int[] slots;

    /** Indexes {@code names}; of a name that stands twice the first place is found. */
    NameIndex(List<String> names) {
        byte[][] encoded = new byte[names.size()][];
        ends = new int[names.size() + 1];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
            ends[i + 1] = ends[i] + encoded[i].length;
        }
        bytes = new byte[ends[encoded.length]];
        slots = new int[Math.max(16, Integer.highestOneBit(Math.max(1, encoded.length)) << 2)];
        Arrays.fill(slots, -1);
        for (int i = 0; i < encoded.length; i++) {
            System.arraycopy(encoded[i], 0, bytes, ends[i], encoded[i].length);
            int slot = hash(encoded[i], 0, encoded[i].length) & (slots.length - 1);
            while (slots[slot] >= 0 && !equal(slots[slot], encoded[i], 0, encoded[i].length)) {
                slot = (slot + 1) & (slots.length - 1);
            }
            if (slots[slot] < 0) {
                slots[slot] = i;
            }
        }
    }

    /** The index of the name {@code buffer[from, to)}, or -1. */
    int indexOf(byte[] buffer, int from, int to) {
        int slot = hash(buffer, from, to) & (slots.length - 1);
        while (slots[slot] >= 0) {
            if (equal(slots[slot], buffer, from, to)) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    private boolean equal(int index, byte[] buffer, int from, int to) {
        return Arrays.equals(bytes, ends[index], ends[index + 1], buffer, from, to);
    }

    private static int hash(byte[] buffer, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(buffer, at)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        for (; at < to; at++) {
            hash = (hash ^ buffer[at]) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }
}
