package org.storkee.scheduling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Topology;

/** Request bodies for the tests of the codec. */
final class Bodies {
    static final ExtenderCodec CODEC =
            new ExtenderCodec(node -> KubernetesNode.named(node.getMetadata().getName()), 1_000);
    static final String POD = "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u\"},\"spec\":{}}";

    private Bodies() {}

    /** Reads {@code text} as the server would: in a larger buffer that held something else before. */
    static ExtenderRequest read(String text, Topology topology) {
        return read(text.getBytes(StandardCharsets.UTF_8), topology);
    }

    static ExtenderRequest read(byte[] text, Topology topology) {
        byte[] buffer = new byte[text.length + JsonScanner.PADDING + 64];
        Arrays.fill(buffer, (byte) '"');
        System.arraycopy(text, 0, buffer, 0, text.length);
        Arrays.fill(buffer, text.length, text.length + JsonScanner.PADDING, (byte) 0);
        return CODEC.read(buffer, text.length, topology);
    }

    static String names(String... names) {
        return "{\"Pod\":" + POD + ",\"Nodes\":null,\"NodeNames\":["
                + Arrays.stream(names).map(n -> '"' + n + '"').collect(Collectors.joining(",")) + "]}";
    }

    static String full(String... names) {
        return "{\"Pod\":" + POD + ",\"Nodes\":{\"metadata\":{},\"items\":["
                + Arrays.stream(names).map(Bodies::node).collect(Collectors.joining(",")) + "]},\"NodeNames\":null}";
    }

    static String node(String name) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"a/b\":\"c\"}},\"spec\":{\"x\":[1,2.5e3,true]},"
                + "\"status\":{\"images\":[{\"names\":[\"r\\\\q\",\"\\u00e9\"],\"sizeBytes\":12345}]}}";
    }

    static Topology nodes(String... names) {
        return Topology.of(Arrays.stream(names).map(KubernetesNode::named).toList(), List.of());
    }
}
