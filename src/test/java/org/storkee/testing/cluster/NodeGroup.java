package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Nodes to add, and what they share. Zones and racks are dealt in turn: node 1 gets the first of each, node 2 the
 * second, and so on. Every node has an own internal IP, as real ones do. Not thread-safe.
 */
public final class NodeGroup {
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final List<String> names;
    private final Map<String, List<String>> dealt = new LinkedHashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>();
    private final Map<String, Quantity> allocatable = new HashMap<>(Map.of(
            "cpu",
            new Quantity("32"),
            "memory",
            new Quantity("128Gi"),
            "pods",
            new Quantity("250"),
            "ephemeral-storage",
            new Quantity("100Gi")));
    private List<ContainerImage> images = List.of();

    private NodeGroup(List<String> names) {
        this.names = names;
    }

    /** Nodes {@code prefix-1} to {@code prefix-count}. */
    public static NodeGroup of(String prefix, int count) {
        return new NodeGroup(
                IntStream.rangeClosed(1, count).mapToObj(i -> prefix + "-" + i).toList());
    }

    /** Nodes of these names. */
    public static NodeGroup named(String... names) {
        return new NodeGroup(List.of(names));
    }

    public NodeGroup region(String region) {
        return label("topology.kubernetes.io/region", region);
    }

    public NodeGroup zones(String... zones) {
        return deal("topology.kubernetes.io/zone", zones);
    }

    public NodeGroup racks(String... racks) {
        return deal("topology.storkee.org/rack", racks);
    }

    /** Deals the values of any label in turn. */
    public NodeGroup deal(String label, String... values) {
        dealt.put(label, List.of(values));
        return this;
    }

    public NodeGroup label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public NodeGroup annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /** Room for pods, by default 32 cpu, 128Gi memory and 250 pods. */
    public NodeGroup allocatable(String resource, String quantity) {
        allocatable.put(resource, new Quantity(quantity));
        return this;
    }

    /** Images the nodes claim to hold: what makes real Node objects 8 kB big. */
    public NodeGroup images(List<ContainerImage> images) {
        this.images = List.copyOf(images);
        return this;
    }

    List<Node> build() {
        List<Node> nodes = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            nodes.add(build(i));
        }
        return nodes;
    }

    private Node build(int index) {
        String name = names.get(index);
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        int address = ADDRESSES.incrementAndGet();
        String ip = "10.128." + (address >> 8 & 0xff) + "." + (address & 0xff);
        Map<String, String> all = new HashMap<>(Map.of(
                "kubernetes.io/hostname",
                name,
                "kubernetes.io/os",
                "linux",
                "kubernetes.io/arch",
                "amd64",
                KubeletState.LABEL,
                KubeletState.RUNNING.label()));
        all.putAll(labels);
        dealt.forEach((label, values) -> all.put(label, values.get(index % values.size())));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(all)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewStatus()
                .withCapacity(allocatable)
                .withAllocatable(allocatable)
                .withImages(images)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now)
                .endCondition()
                .addNewAddress(ip, "InternalIP")
                .addNewAddress(name, "Hostname")
                .endStatus()
                .build();
    }
}
