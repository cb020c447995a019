package org.storkee.scheduling;

/**
 * Bytes {@code [from, to)} of an array, not copied.
 *
 * @param bytes the array
 * @param from first byte
 * @param to behind the last byte
 */
@SuppressWarnings("ArrayRecordComponent") // a view on purpose
record ByteRange(byte[] bytes, int from, int to) {
    int length() {
        return to - from;
    }
}
