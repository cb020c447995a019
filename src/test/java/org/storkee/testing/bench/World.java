package org.storkee.testing.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.storkee.testing.bench.ApiWriter.Write;

/**
 * The measured cluster, which grows: per node two volumes with three replicas each, and two pods that use one each.
 * Every tenth node's storage is Offline, so that filtering has something to refuse. Racks and zones follow the number.
 */
final class World {
    /** Pods that no scheduler serves: the ones the extender is asked about. */
    static final int ASKERS = 16;

    private static final int VOLUMES_PER_NODE = 2;
    private static final int REPLICAS = 3;
    private static final String CORE = "/api/v1/";
    private static final String DECLARED = "/apis/storkee.org/v1alpha1/";
    private static final String OURS = CORE + "namespaces/" + WorldObjects.NAMESPACE + "/";

    private final ApiWriter writer;
    private int nodes;

    World(KubernetesClient client) {
        writer = new ApiWriter(client);
    }

    static boolean online(int node) {
        return node % 10 != 9;
    }

    static String zone(int node) {
        return "zone-" + node % 3;
    }

    static String rack(int node) {
        return "rack-" + node % 60;
    }

    /** The nodes that hold a replica of the volume; they exist whenever the volume does. */
    static int[] replicas(int volume) {
        int first = volume / VOLUMES_PER_NODE;
        return IntStream.range(0, REPLICAS)
                .map(i -> i == 0 ? first : Math.floorMod(first - 37 * i, Math.max(first, 1)))
                .distinct()
                .toArray();
    }

    /** The volumes of asking pod {@code asker}: two that begin on neighbouring nodes. */
    static int[] askersVolumes(int asker) {
        return new int[] {4 * asker + 80, 4 * asker + 82};
    }

    static String asker(int asker) {
        return "asker-%02d".formatted(asker);
    }

    /** How many nodes there are. */
    int nodes() {
        return nodes;
    }

    /** How many volumes there are, and pods that run. */
    int volumes() {
        return VOLUMES_PER_NODE * nodes;
    }

    /** Adds what is missing to {@code count} nodes, and returns how many objects were written. */
    int growTo(int count) {
        if (nodes == 0) {
            writer.send(Write.create(
                    CORE + "namespaces",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
                            .formatted(WorldObjects.NAMESPACE)));
        }
        List<List<Write>> writes = new ArrayList<>();
        IntStream.range(nodes, count).forEach(node -> writes.add(node(node)));
        IntStream.range(VOLUMES_PER_NODE * nodes, VOLUMES_PER_NODE * count).forEach(v -> writes.add(volume(v)));
        if (nodes == 0) {
            IntStream.range(0, ASKERS).forEach(a -> writes.add(List.of(Write.create(OURS + "pods", askingPod(a)))));
        }
        writer.send(writes.stream());
        nodes = count;
        return writes.stream().mapToInt(List::size).sum();
    }

    private static List<Write> node(int node) {
        return List.of(
                Write.create(CORE + "nodes", WorldObjects.node(node)),
                Write.create(DECLARED + "nodestorages", WorldObjects.nodeStorage(node)));
    }

    /** A volume bound to its claim, and the pod that runs with it: all that controllers and kubelets would have done. */
    private static List<Write> volume(int volume) {
        int[] replicas = replicas(volume);
        String claim = OURS + "persistentvolumeclaims";
        String name = "pod-%05d".formatted(volume);
        String runsOn = "\"nodeName\":\"" + WorldObjects.nodeName(replicas[0]) + "\",";
        String pod = WorldObjects.pod(name, "none", "resident", runsOn, volume);
        return List.of(
                Write.create(CORE + "persistentvolumes", WorldObjects.volume(volume)),
                Write.create(claim, WorldObjects.claim(volume)),
                Write.status(claim + "/" + WorldObjects.volumeName(volume), WorldObjects.claim(volume)),
                Write.create(DECLARED + "volumereplicas", WorldObjects.replicas(volume, replicas)),
                Write.create(OURS + "pods", pod),
                Write.status(OURS + "pods/" + name, WorldObjects.running(pod)));
    }

    private static String askingPod(int asker) {
        return WorldObjects.pod(asker(asker), "none", "asker", "", askersVolumes(asker));
    }
}
