package org.storkee.scheduling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array for answers. Not thread-safe. */
final class ByteSink {
    private byte[] bytes;
    private int length;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** Appends {@code source[from, to)}. */
    ByteSink put(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** Appends all of {@code source}. */
    ByteSink put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Appends text as it is, in UTF-8. */
    ByteSink put(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return put(encoded, 0, encoded.length);
    }

    /** Appends text as a JSON string. */
    ByteSink putQuoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return put(quoted.append('"').toString());
    }

    /** Appends a number, 0 or more, in decimal. */
    ByteSink put(int number) {
        ensure(10);
        int digits = 1;
        for (int n = number; n >= 10; n /= 10) {
            digits++;
        }
        int rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Takes back the last byte if it is {@code c}: a comma too many. */
    ByteSink drop(char c) {
        if (length > 0 && bytes[length - 1] == c) {
            length--;
        }
        return this;
    }

    /** What was put so far, not copied. */
    ByteRange range() {
        return new ByteRange(bytes, 0, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
