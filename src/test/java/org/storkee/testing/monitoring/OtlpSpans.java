package org.storkee.testing.monitoring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads the spans of an {@code ExportTraceServiceRequest} (opentelemetry-proto, collector/trace/v1), no more of protobuf
 * than that takes: fields that hold bytes, and all others skipped.
 */
final class OtlpSpans {
    private static final int RESOURCE_SPANS = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;

    private OtlpSpans() {}

    static List<TraceReceiver.Span> read(byte[] request) {
        List<TraceReceiver.Span> spans = new ArrayList<>();
        fields(request, (number, resource) -> {
            if (number == RESOURCE_SPANS) {
                fields(resource, (inResource, scope) -> {
                    if (inResource == SCOPE_SPANS) {
                        fields(scope, (inScope, span) -> {
                            if (inScope == SPANS) {
                                spans.add(span(span));
                            }
                        });
                    }
                });
            }
        });
        return spans;
    }

    private static TraceReceiver.Span span(byte[] bytes) {
        byte[][] found = new byte[6][0];
        StringBuilder text = new StringBuilder();
        fields(bytes, (number, value) -> {
            if (number < found.length) {
                found[number] = value;
            } else if (number == 9) {
                text.append(new String(value, StandardCharsets.UTF_8)).append(' ');
            }
        });
        HexFormat hex = HexFormat.of();
        return new TraceReceiver.Span(
                hex.formatHex(found[1]),
                hex.formatHex(found[2]),
                hex.formatHex(found[4]),
                new String(found[5], StandardCharsets.UTF_8),
                text.toString());
    }

    /** Calls {@code use} with number and content of each field that is a run of bytes. */
    private static void fields(byte[] message, BiConsumer<Integer, byte[]> use) {
        int at = 0;
        while (at < message.length) {
            long[] key = varint(message, at);
            at = (int) key[1];
            switch ((int) (key[0] & 7)) {
                case 0 -> at = (int) varint(message, at)[1];
                case 1 -> at += 8;
                case 5 -> at += 4;
                case 2 -> {
                    long[] length = varint(message, at);
                    int end = (int) (length[1] + length[0]);
                    use.accept((int) (key[0] >>> 3), Arrays.copyOfRange(message, (int) length[1], end));
                    at = end;
                }
                default -> throw new IllegalArgumentException("not protobuf at byte " + at);
            }
        }
    }

    /** A number, and where it ends. */
    private static long[] varint(byte[] message, int start) {
        long value = 0;
        int at = start;
        for (int shift = 0; ; shift += 7) {
            byte next = message[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return new long[] {value, at};
            }
        }
    }
}
