package org.storkee.cluster.pem;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM file.
 *
 * @param label what stands after BEGIN, such as {@code CERTIFICATE}
 * @param der the decoded bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Read once and dropped; never compared.
public record PemBlock(String label, byte[] der) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final int LINE = 64;

    /**
     * The blocks of a file in their order; text between them is ignored, as OpenSSL writes it.
     *
     * @throws IllegalArgumentException when a block does not end, is encrypted, or is not base64
     */
    public static List<PemBlock> read(String text) {
        List<PemBlock> blocks = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + label + DASHES, labelEnd);
            if (end < 0) {
                throw new IllegalArgumentException("a PEM block does not end; the file looks truncated");
            }
            String body = text.substring(labelEnd + DASHES.length(), end);
            if (label.startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
                throw new IllegalArgumentException("it is encrypted; only keys without a passphrase can be used");
            }
            blocks.add(new PemBlock(label, Base64.getMimeDecoder().decode(body)));
            begin = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    /** As it stands in a file, with a line feed at the end. */
    public String text() {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return BEGIN + label + DASHES + "\n" + body + "\n-----END " + label + DASHES + "\n";
    }
}
