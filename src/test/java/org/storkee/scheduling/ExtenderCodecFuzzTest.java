package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.storkee.storage.Topology;

/** A million broken and half-broken bodies: none may end in anything but a request or a complaint. */
class ExtenderCodecFuzzTest {
    private static final int INPUTS = 1_000_000;
    private static final int COMPARED_EVERY = 10;
    private static final String PIECES = "{}[],:\"\\ntfu0129.eE+- \t\r\n\u0001\u007f";
    private static final JsonFactory JACKSON = new JsonFactory();

    private final Topology topology = Bodies.nodes("n1", "n2", "n3");
    private final byte[][] seeds = {
        bytes(Bodies.names("n1", "n2", "x")),
        bytes(Bodies.full("n1", "n2")),
        bytes("{ \"pod\" : " + Bodies.POD + " , \"nodes\" : { \"Items\" : [ ] } }"),
        bytes("{\"x\":[-0.5e-7,1E9,0,\"\u00e9\u20ac\ud83d\ude00\",{\"\":[[]]}],\"NodeNames\":[\"\\u006e1\"],"
                + "\"Pod\":" + Bodies.POD + "}"),
    };

    @Test
    void aMillionMutatedBodiesAreReadOrRefusedAndNeverAcceptedWhenTheyAreNotJson() {
        SplittableRandom random = new SplittableRandom(20260101);
        int read = 0;
        int compared = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] body = mutated(seeds[i % seeds.length], random);
            boolean accepted = accepted(body);
            read += accepted ? 1 : 0;
            if (accepted || i % COMPARED_EVERY == 0) {
                compared++;
                if (accepted) {
                    assertThat(isJson(body))
                            .as(new String(body, StandardCharsets.UTF_8))
                            .isTrue();
                }
            }
        }
        System.out.printf(
                "codec fuzz: %d generated inputs, %d read, %d refused, %d compared with Jackson%n",
                INPUTS, read, INPUTS - read, compared);
        assertThat(read).isPositive().isLessThan(INPUTS);
    }

    @Test
    void whatJacksonReadsAsJsonIsNeverCalledMalformed() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 100_000; i++) {
            byte[] value = mutated(bytes(Bodies.node("n1")), random);
            byte[] padded = Arrays.copyOf(value, value.length + JsonScanner.PADDING);
            boolean scanned;
            try {
                JsonScanner json = new JsonScanner(padded, value.length);
                scanned = json.blank(json.skip(json.blank(0), "value")) == value.length;
            } catch (BadRequestException e) {
                scanned = false;
            }
            assertThat(scanned).as(new String(value, StandardCharsets.UTF_8)).isEqualTo(isJson(value));
        }
    }

    private boolean accepted(byte[] body) {
        try {
            Bodies.read(body, topology);
            return true;
        } catch (BadRequestException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    /** True when the bytes are one JSON value by Jackson's word; its tokens are read out, or it would not check them. */
    private static boolean isJson(byte[] body) {
        if (!isUtf8(body)) {
            return false; // Jackson is lenient here, the scheduler is not
        }
        try (JsonParser parser = JACKSON.createParser(body)) {
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                    parser.getText();
                }
                boolean ended = parser.getParsingContext().inRoot();
                values += ended ? 1 : 0;
            }
            return values == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] mutated(byte[] seed, SplittableRandom random) {
        byte[] body = seed.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(body.length + 1);
            body = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(body, at);
                case 1 -> spliced(body, at, Math.min(body.length, at + 1 + random.nextInt(8)), new byte[0]);
                case 2 -> spliced(body, at, at, piece(random));
                case 3 -> spliced(body, at, Math.min(body.length, at + 1), piece(random));
                case 4 -> spliced(body, at, at, Arrays.copyOfRange(body, at / 2, Math.min(body.length, at / 2 + 20)));
                default -> spliced(body, at, Math.min(body.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            };
        }
        return body;
    }

    private static byte[] piece(SplittableRandom random) {
        return bytes(String.valueOf(PIECES.charAt(random.nextInt(PIECES.length()))));
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] insert) {
        byte[] result = Arrays.copyOf(body, body.length - (to - from) + insert.length);
        System.arraycopy(insert, 0, result, from, insert.length);
        System.arraycopy(body, to, result, from + insert.length, body.length - to);
        return result;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
