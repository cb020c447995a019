package org.storkee.scheduling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON text in a byte array without building anything: the extender reads megabytes of Node objects of which
 * it needs a name each. Strict (RFC 8259, well-formed UTF-8), because what is skipped is echoed to the scheduler.
 *
 * <p>Positions are byte offsets. Works on {@code [0, length)}; the array must have {@link #PADDING} zero bytes after
 * that, so that no read needs a bounds test of its own. Used by one thread.
 */
final class JsonScanner {
    /** Zero bytes needed behind the text. */
    static final int PADDING = 16;
    /** How deeply objects and arrays may nest. */
    static final int MAX_DEPTH = 256;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    final byte[] text;
    final int length;

    /** Which of the open brackets are objects'; kept for all calls of {@link #skip}, of which there are many per node. */
    private final boolean[] objects = new boolean[MAX_DEPTH];

    JsonScanner(byte[] text, int length) {
        this.text = text;
        this.length = length;
    }

    /** The first position from {@code at} on that is no white space. */
    int blank(int at) {
        int p = at;
        while (text[p] <= ' ' && (text[p] == ' ' || text[p] == '\n' || text[p] == '\r' || text[p] == '\t')) {
            p++;
        }
        return p;
    }

    /** Requires {@code c} at {@code at} (after white space) and returns the position behind it and more white space. */
    int expect(int at, char c, String where) {
        int p = blank(at);
        if (text[p] != c) {
            throw unexpected(p, where, "'" + c + "'");
        }
        return blank(p + 1);
    }

    /** The position behind the string whose opening quote is at {@code at}. */
    int string(int at, String where) {
        if (text[at] != '"') {
            throw unexpected(at, where, "a string");
        }
        int p = at + 1;
        while (true) {
            long word = (long) LONGS.get(text, p);
            long special = zeros(word ^ QUOTES)
                    | zeros(word ^ BACKSLASHES)
                    | ((word - SPACES) & ~word & HIGHS)
                    | (word & HIGHS);
            if (special == 0) {
                p += Long.BYTES;
                continue;
            }
            p += Long.numberOfTrailingZeros(special) >>> 3;
            byte c = text[p];
            if (c == '"') {
                return p + 1;
            }
            p = c == '\\' ? escape(p, where) : c < 0 ? utf8(p, where) : control(p, where);
        }
    }

    /** The position behind the value at {@code at}, which is no white space. */
    int skip(int at, String where) {
        int depth = 0;
        int p = at;
        while (true) {
            byte c = text[p];
            if (c == '"') {
                p = string(p, where);
            } else if (c == '{' || c == '[') {
                if (depth == MAX_DEPTH) {
                    throw new BadRequestException(where + ": nested deeper than " + MAX_DEPTH + " at byte " + p);
                }
                objects[depth++] = c == '{';
                p = blank(p + 1);
                if (text[p] == (c == '{' ? '}' : ']')) {
                    p++;
                    depth--;
                } else {
                    p = c == '{' ? key(p, where) : p;
                    continue;
                }
            } else {
                p = scalar(p, where);
            }
            while (true) {
                if (depth == 0) {
                    return p;
                }
                p = blank(p);
                c = text[p];
                if (c == ',') {
                    p = blank(p + 1);
                    p = objects[depth - 1] ? key(p, where) : p;
                    break;
                }
                if (c != (objects[depth - 1] ? '}' : ']')) {
                    throw unexpected(p, where, objects[depth - 1] ? "',' or '}'" : "',' or ']'");
                }
                p++;
                depth--;
            }
        }
    }

    /** The value behind the key at {@code at}. */
    private int key(int at, String where) {
        return expect(string(at, where), ':', where);
    }

    /** The position behind the number, {@code true}, {@code false} or {@code null} at {@code at}. */
    int scalar(int at, String where) {
        return switch (text[at]) {
            case 't' -> literal(at, "true", where);
            case 'f' -> literal(at, "false", where);
            case 'n' -> literal(at, "null", where);
            default -> number(at, where);
        };
    }

    /** True when {@code null} stands at {@code at}. */
    boolean isNull(int at) {
        return text[at] == 'n' && text[at + 1] == 'u' && text[at + 2] == 'l' && text[at + 3] == 'l';
    }

    /** True when the text between the quotes {@code [from, to)} equals the lower-case {@code name}, whatever its case. */
    boolean named(int from, int to, String name) {
        if (to - from - 2 != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            int c = text[from + 1 + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** True when the string {@code [from, to)} has no escapes, so that its bytes are its content. */
    boolean plain(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    /** The text {@code [from, to)} as it stands. */
    String raw(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    /** What to tell when something else stands at {@code at}. */
    BadRequestException unexpected(int at, String where, String wanted) {
        String found = at >= length ? "the end of the body" : "'" + raw(at, Math.min(at + 12, length)) + "'";
        return new BadRequestException(where + ": expected " + wanted + " at byte " + at + ", found " + found);
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    private int control(int at, String where) {
        throw at >= length
                ? new BadRequestException(where + ": string not ended before the end of the body")
                : new BadRequestException(where + ": control character in a string at byte " + at);
    }

    private int escape(int at, String where) {
        return switch (text[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> unicode(at, where);
            default -> throw new BadRequestException(where + ": bad escape at byte " + at);
        };
    }

    private int unicode(int at, String where) {
        for (int i = 2; i < 6; i++) {
            if (text[at + i] < 0 || Character.digit(text[at + i], 16) < 0) {
                throw new BadRequestException(where + ": bad \\u escape at byte " + at);
            }
        }
        return at + 6;
    }

    /** Behind the UTF-8 sequence at {@code at}; overlong forms, surrogates and lone bytes are refused. */
    private int utf8(int at, String where) {
        int lead = text[at] & 0xff;
        int extra =
                lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
        boolean good = extra > 0;
        for (int i = 1; i <= extra; i++) {
            good &= (text[at + i] & 0xc0) == 0x80;
        }
        int second = text[at + 1] & 0xff;
        good &= !(lead == 0xe0 && second < 0xa0) && !(lead == 0xed && second >= 0xa0);
        good &= !(lead == 0xf0 && second < 0x90) && !(lead == 0xf4 && second >= 0x90);
        if (!good) {
            throw new BadRequestException(where + ": not UTF-8 at byte " + at);
        }
        return at + 1 + extra;
    }

    private int literal(int at, String word, String where) {
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                throw unexpected(at, where, "a value");
            }
        }
        return at + word.length();
    }

    private int number(int at, String where) {
        int p = text[at] == '-' ? at + 1 : at;
        int first = p;
        p = digits(p);
        boolean good = p > first && !(text[first] == '0' && p > first + 1);
        if (good && text[p] == '.') {
            int fraction = p + 1;
            p = digits(fraction);
            good = p > fraction;
        }
        if (good && (text[p] == 'e' || text[p] == 'E')) {
            int exponent = text[p + 1] == '+' || text[p + 1] == '-' ? p + 2 : p + 1;
            p = digits(exponent);
            good = p > exponent;
        }
        if (!good) {
            throw unexpected(at, where, "a value");
        }
        return p;
    }

    private int digits(int at) {
        int p = at;
        while (text[p] >= '0' && text[p] <= '9') {
            p++;
        }
        return p;
    }
}
