package org.storkee.scheduling;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer as ranges of bytes, written with a known length: Node objects go from the request's buffer straight to the
 * socket. Written once.
 */
final class ExtenderAnswer implements StreamingOutput {
    private static final byte[] COMMA = {','};
    private static final byte[] HOST = ascii("{\"Host\":");
    private static final byte[] SCORE = ascii(",\"Score\":");
    private static final byte[] END = ascii("},");
    /** What an entry of a priority list takes beside the name, if its score has up to four digits. */
    private static final int ENTRY_ROOM = HOST.length + SCORE.length + END.length + 4;
    /** Up to this size an answer is joined into one write; beyond, copying costs more than a second write. */
    private static final long JOIN = 1 << 20;

    /** Each reason as it follows a node's name in JSON: colon, quotes, comma. */
    private static final Map<Refusal, byte[]> REASONS = new EnumMap<>(Refusal.class);

    static {
        for (Refusal refusal : Refusal.values()) {
            REASONS.put(refusal, ascii(":\"" + refusal.text() + "\","));
        }
    }

    private final List<ByteRange> ranges;
    private final long length;
    private final Runnable afterwards;

    private ExtenderAnswer(List<ByteRange> ranges, Runnable afterwards) {
        this.ranges = ranges;
        this.afterwards = afterwards;
        length = ranges.stream().mapToLong(ByteRange::length).sum();
    }

    /** ExtenderFilterResult: the candidates without a verdict, and the reason of each other one (design S1, S2). */
    static ExtenderAnswer filter(ExtenderRequest request, @Nullable Refusal[] verdicts, Runnable afterwards) {
        List<ByteRange> runs = request.runs(verdicts);
        ByteSink head = new ByteSink(64);
        head.put(request.full ? "{\"Nodes\":{\"metadata\":{},\"items\":[" : "{\"Nodes\":null,\"NodeNames\":[");
        ByteSink tail = new ByteSink(256);
        tail.put(request.full ? "]},\"NodeNames\":null" : "]");
        tail.put(",\"FailedNodes\":{},\"FailedAndUnresolvableNodes\":{");
        for (int i = 0; i < verdicts.length; i++) {
            Refusal refusal = verdicts[i];
            if (refusal != null) {
                request.writeName(i, tail);
                tail.put(Objects.requireNonNull(REASONS.get(refusal)));
            }
        }
        tail.drop(',').put("},\"Error\":\"\"}");
        List<ByteRange> ranges = new ArrayList<>(runs.size() * 2 + 2);
        ranges.add(head.range());
        for (int i = 0; i < runs.size(); i++) {
            if (i > 0) {
                ranges.add(new ByteRange(COMMA, 0, 1));
            }
            ranges.add(runs.get(i));
        }
        ranges.add(tail.range());
        return new ExtenderAnswer(joined(ranges), afterwards);
    }

    private static List<ByteRange> joined(List<ByteRange> ranges) {
        long total = ranges.stream().mapToLong(ByteRange::length).sum();
        if (total > JOIN) {
            return ranges;
        }
        ByteSink all = new ByteSink((int) total);
        ranges.forEach(r -> all.put(r.bytes(), r.from(), r.to()));
        return List.of(all.range());
    }

    /** ExtenderFilterResult with only {@code Error}: the scheduler tries again after its back-off. */
    static ExtenderAnswer wait(String reason, Runnable afterwards) {
        ByteSink out = new ByteSink(160);
        out.put("{\"Nodes\":null,\"NodeNames\":null,\"FailedNodes\":{},\"FailedAndUnresolvableNodes\":{},\"Error\":");
        out.putQuoted(reason).put("}");
        return new ExtenderAnswer(List.of(out.range()), afterwards);
    }

    /** HostPriorityList: one entry per candidate, in order. */
    static ExtenderAnswer priorities(ExtenderRequest request, int[] scores, Runnable afterwards) {
        int room = 2;
        for (int i = 0; i < scores.length; i++) {
            room += request.nameLength(i) + ENTRY_ROOM;
        }
        ByteSink out = new ByteSink(room).put("[");
        for (int i = 0; i < scores.length; i++) {
            out.put(HOST);
            request.writeName(i, out);
            out.put(SCORE).put(scores[i]).put(END);
        }
        out.drop(',').put("]");
        return new ExtenderAnswer(List.of(out.range()), afterwards);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** How many bytes {@link #write} will write. */
    long length() {
        return length;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            for (ByteRange range : ranges) {
                out.write(range.bytes(), range.from(), range.length());
            }
        } finally {
            afterwards.run();
        }
    }
}
