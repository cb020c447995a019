package org.storkee.testing.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One call of the extender, ready to be written to a socket, with the headers that Go's client sends.
 *
 * @param asker which of the world's asking pods it is for
 * @param parts what to write, in order; duplicated by {@link #parts()}, so that clients can share a request
 */
record ExtenderRequest(Verb verb, Mode mode, int asker, ByteBuffer head, ByteBuffer pod, ByteBuffer candidates) {

    /** The call for a pod, given as JSON. */
    static ExtenderRequest of(Verb verb, Mode mode, int asker, int port, String podJson, Candidates candidates) {
        ByteBuffer pod = Candidates.direct("{\"Pod\":" + podJson);
        ByteBuffer rest = candidates.body(mode);
        String head =
                "POST /%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: %d\r\n"
                        .formatted(verb.label(), port, pod.remaining() + rest.remaining());
        String headers = head + "Content-Type: application/json\r\nAccept-Encoding: gzip\r\n\r\n";
        byte[] bytes = headers.getBytes(StandardCharsets.US_ASCII);
        return new ExtenderRequest(
                verb,
                mode,
                asker,
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(),
                pod,
                rest);
    }

    /** Fresh views of all parts, to be written in one go. */
    ByteBuffer[] parts() {
        return new ByteBuffer[] {head.duplicate(), pod.duplicate(), candidates.duplicate()};
    }
}
