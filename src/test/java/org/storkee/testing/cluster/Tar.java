package org.storkee.testing.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a tar archive (POSIX ustar) in memory: names below 100 characters, no dates, everything root's. */
final class Tar {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a file; {@code mode} as of chmod. */
    Tar file(String name, int mode, byte[] content) {
        header(name, mode, content.length, '0', "");
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    Tar file(String name, int mode, String content) {
        return file(name, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    Tar folder(String name, int mode) {
        header(name + "/", mode, 0, '5', "");
        return this;
    }

    /** Adds a symbolic link. */
    Tar link(String name, String target) {
        header(name, 0777, 0, '2', target);
        return this;
    }

    /** The archive with its end, two empty blocks. */
    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[2 * BLOCK]);
        return whole.toByteArray();
    }

    private void header(String name, int mode, int size, char type, String target) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name, 100);
        put(header, 100, "%07o".formatted(mode), 8);
        put(header, 108, "%07o".formatted(0), 8);
        put(header, 116, "%07o".formatted(0), 8);
        put(header, 124, "%011o".formatted(size), 12);
        put(header, 136, "%011o".formatted(0), 12);
        header[156] = (byte) type;
        put(header, 157, target, 100);
        put(header, 257, "ustar", 6);
        put(header, 263, "00", 2);
        // The checksum counts its own eight bytes as blanks.
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, 148, "%06o\0".formatted(sum), 7);
        out.writeBytes(header);
    }

    private static void put(byte[] header, int at, String text, int limit) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > limit) {
            throw new IllegalArgumentException(text + " is longer than " + limit + " bytes");
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
