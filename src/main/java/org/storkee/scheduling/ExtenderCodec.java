package org.storkee.scheduling;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
    private final int maxCandidates;
    private final KnownItems knownItems = new KnownItems();

    /**
     * What does not differ between requests.
     *
     * @param nodeReader reads the facts of a node that was sent whole and that the topology does not know
     * @param maxCandidates requests with more are refused
     */
    ExtenderCodec(Function<Node, KubernetesNode> nodeReader, int maxCandidates) {
        this.nodeReader = nodeReader;
        this.maxCandidates = maxCandidates;
    }

    /**
     * Reads ExtenderArgs.
     *
     * @param body the text, with {@link JsonScanner#PADDING} zero bytes behind {@code length}
     * @param known the topology to resolve names in; unknown nodes are added to a copy
     * @throws RejectedRequestException 413 when there are more candidates than any cluster has nodes
     */
    ExtenderRequest read(byte[] body, int length, Topology known) {
        ExtenderArgsReader args = new ExtenderArgsReader(new JsonScanner(body, length), knownItems);
        args.read();
        Pod pod = args.podFrom < 0 ? missingPod() : pod(body, args.podFrom, args.podTo);
        CandidateList list = args.nodes != null ? args.nodes : args.names;
        if (list == null) {
            throw new BadRequestException("Nodes and NodeNames are both missing");
        }
        limit(list.count, maxCandidates);
        return resolve(pod, args.nodes != null, list, body, known);
    }

    /** Each candidate that the cluster does not know costs memory and time, so that their number must be bounded. */
    static void limit(int candidates, int allowed) {
        if (candidates > allowed) {
            throw new RejectedRequestException(
                    413,
                    candidates + " candidates, of which " + allowed + " are allowed (stork.extender.max-candidates)");
        }
    }

    private ExtenderRequest resolve(Pod pod, boolean full, CandidateList list, byte[] body, Topology known) {
        int[] numbers = new int[list.count];
        long[] seen = new long[(known.size() >> 6) + 1];
        Unknown unknown = new Unknown();
        for (int i = 0; i < numbers.length; i++) {
            int from = list.names[2 * i];
            int to = list.names[2 * i + 1];
            int number = known.indexOf(body, from + 1, to - 1);
            if (number < 0) {
                String name = unquote(new String(body, from, to - from, StandardCharsets.UTF_8));
                number = known.indexOf(name); // known after all, if its name was written with escapes
                number = number >= 0 ? number : unknown.number(name, full, list, i, body, known);
            }
            if (number < known.size()) {
                boolean twice = (seen[number >> 6] & (1L << number)) != 0;
                if (twice) {
                    throw twice(full, i, new String(body, from + 1, to - from - 2, StandardCharsets.UTF_8));
                }
                seen[number >> 6] |= 1L << number;
            }
            numbers[i] = number;
        }
        Topology topology = unknown.nodes.isEmpty() ? known : known.with(unknown.nodes);
        return new ExtenderRequest(pod, full, topology, numbers, body, list.names, full ? list.items : list.names);
    }

    /** The candidates of one request that the topology does not know; they are numbered behind its nodes. */
    private final class Unknown {
        private final Set<String> names = new HashSet<>();
        private final List<KubernetesNode> nodes = new ArrayList<>();

        int number(String name, boolean full, CandidateList list, int i, byte[] body, Topology known) {
            if (name.isEmpty()) {
                throw new BadRequestException(field(full, i) + ": empty");
            }
            if (!names.add(name)) {
                throw twice(full, i, name);
            }
            nodes.add(
                    full ? node(name, body, list.items[2 * i], list.items[2 * i + 1], i) : KubernetesNode.named(name));
            return known.size() + nodes.size() - 1;
        }
    }

    private static BadRequestException twice(boolean full, int i, String name) {
        return new BadRequestException(field(full, i) + ": '" + name + "' is given twice");
    }

    private static String field(boolean full, int i) {
        return full ? "Nodes.items[" + i + "].metadata.name" : "NodeNames[" + i + "]";
    }

    private KubernetesNode node(String name, byte[] body, int from, int to, int i) {
        try {
            Node node = JSON.readValue(body, from, to - from, Node.class);
            if (node.getMetadata() == null || !name.equals(node.getMetadata().getName())) {
                throw twice(true, i, name); // the last of several counts for one reader, the last text for the other
            }
            return nodeReader.apply(node);
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
            if (pod.getMetadata().getOwnerReferences() != null) {
                pod.getMetadata().getOwnerReferences().removeIf(Objects::isNull);
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
