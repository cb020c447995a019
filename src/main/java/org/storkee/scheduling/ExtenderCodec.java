package org.storkee.scheduling;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Topology;

/**
 * Reads filter and prioritize requests in both modes of the scheduler (design S1): keys without regard to case, unknown
 * fields ignored, names resolved to node numbers straight from the bytes. Thread-safe.
 *
 * <p>Every complaint is a {@link BadRequestException} that names the field and the byte.
 */
final class ExtenderCodec {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Function<Node, KubernetesNode> nodeReader;
    private final KnownItems knownItems = new KnownItems();

    /** {@code nodeReader} reads the facts of a node that was sent whole and that the topology does not know. */
    ExtenderCodec(Function<Node, KubernetesNode> nodeReader) {
        this.nodeReader = nodeReader;
    }

    /**
     * Reads ExtenderArgs.
     *
     * @param body the text, with {@link JsonScanner#PADDING} zero bytes behind {@code length}
     * @param known the topology to resolve names in; unknown nodes are added to a copy
     */
    ExtenderRequest read(byte[] body, int length, Topology known) {
        ExtenderArgsReader args = new ExtenderArgsReader(new JsonScanner(body, length), knownItems);
        args.read();
        Pod pod = args.podFrom < 0 ? missingPod() : pod(body, args.podFrom, args.podTo);
        CandidateList list = args.nodes != null ? args.nodes : args.names;
        if (list == null) {
            throw new BadRequestException("Nodes and NodeNames are both missing");
        }
        return resolve(pod, args.nodes != null, list, body, known);
    }

    private ExtenderRequest resolve(Pod pod, boolean full, CandidateList list, byte[] body, Topology known) {
        int[] numbers = new int[list.count];
        long[] seen = new long[(known.size() >> 6) + 1];
        Map<String, Integer> unknown = new HashMap<>();
        List<KubernetesNode> added = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            int from = list.names[2 * i] + 1;
            int to = list.names[2 * i + 1] - 1;
            int number = known.indexOf(body, from, to);
            boolean twice;
            if (number < 0) {
                String name =
                        unquote(new String(body, from - 1, to - from + 2, java.nio.charset.StandardCharsets.UTF_8));
                if (name.isEmpty()) {
                    throw new BadRequestException(field(full, i) + ": empty");
                }
                int escaped = known.indexOf(name);
                number = escaped >= 0 ? escaped : known.size() + unknown.size();
                twice = escaped < 0 && unknown.putIfAbsent(name, number) != null;
                if (escaped < 0 && !twice) {
                    added.add(
                            full
                                    ? node(body, list.items[2 * i], list.items[2 * i + 1], i)
                                    : KubernetesNode.named(name));
                }
            } else {
                twice = false;
            }
            if (number < known.size()) {
                twice = (seen[number >> 6] & (1L << number)) != 0;
                seen[number >> 6] |= 1L << number;
            }
            if (twice) {
                throw new BadRequestException(field(full, i) + ": '"
                        + new String(body, from, to - from, java.nio.charset.StandardCharsets.UTF_8)
                        + "' is given twice");
            }
            numbers[i] = number;
        }
        Topology topology = added.isEmpty() ? known : known.with(added);
        return new ExtenderRequest(pod, full, topology, numbers, body, list.names, full ? list.items : list.names);
    }

    private static String field(boolean full, int i) {
        return full ? "Nodes.items[" + i + "].metadata.name" : "NodeNames[" + i + "]";
    }

    private KubernetesNode node(byte[] body, int from, int to, int i) {
        try {
            return nodeReader.apply(JSON.readValue(body, from, to - from, Node.class));
        } catch (IOException e) {
            throw new BadRequestException("Nodes.items[" + i + "]: " + firstLine(e));
        }
    }

    /** Reads a pod's text {@code body[from, to)}; it must be an object with a name. */
    static Pod pod(byte[] body, int from, int to) {
        try {
            Pod pod = JSON.readValue(body, from, to - from, Pod.class);
            if (pod == null) {
                return missingPod();
            }
            String name = pod.getMetadata() == null ? null : pod.getMetadata().getName();
            if (name == null || name.isEmpty()) {
                throw new BadRequestException("Pod.metadata.name: missing");
            }
            return pod;
        } catch (IOException e) {
            throw new BadRequestException("Pod: " + firstLine(e));
        }
    }

    private static Pod missingPod() {
        throw new BadRequestException("Pod: missing");
    }

    /** The content of a JSON string given with its quotes. */
    static String unquote(String quoted) {
        try {
            return JSON.readValue(quoted, String.class);
        } catch (IOException e) {
            throw new BadRequestException("bad string " + quoted + ": " + firstLine(e));
        }
    }

    /** Jackson's complaint without the source it quotes on further lines. */
    static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
