package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes n1 (zone a), n2 (zone a), n3 (zone b); the driver runs where {@code machines} says. */
class AffineVolumesTest {
    private static final NodeAffinity ZONE_A = zone("a");

    private final LabelledNodes nodes = new LabelledNodes();
    private final AffineVolumes volumes = new AffineVolumes(nodes);
    private final Map<String, String> machines = new TreeMap<>(Map.of("n1", "id-1", "n2", "id-2", "n3", "id-3"));

    @BeforeEach
    void threeNodes() {
        nodes.put(node("n1", "a"));
        nodes.put(node("n2", "a"));
        nodes.put(node("n3", "b"));
    }

    @Test
    void everyMachineThatSatisfiesTheAffinityHoldsTheVolume() {
        volumes.put("v", ZONE_A);
        assertThat(replicas("v")).containsExactly("id-1", "id-2");
    }

    @Test
    void severalTermsAreSeveralPlaces() {
        volumes.put("v", NodeAffinityTest.affinity(term("a"), term("b")));
        assertThat(replicas("v")).containsExactly("id-1", "id-2", "id-3");
    }

    @Test
    void withoutAffinityNothingIsToldOfAVolumesPlace() {
        volumes.put("v", null);
        assertThat(replicas("v")).isEmpty();
    }

    @Test
    void volumesOfOneAffinityShareTheirReplicasWhichStayTheSameUntilTheyDiffer() {
        volumes.put("v", ZONE_A);
        volumes.put("w", zone("a"));
        List<Replica> first = volume("v").replicas();
        assertThat(volume("w").replicas()).isSameAs(first);
        nodes.put(node("n3", "c"));
        volumes.machinesChanged();
        assertThat(volume("v").replicas()).isSameAs(first);
        nodes.put(node("n3", "a"));
        assertThat(replicas("w")).containsExactly("id-1", "id-2", "id-3");
    }

    @Test
    void nodesThatComeGoAndChangeTheirLabelsAreFollowed() {
        volumes.put("v", ZONE_A);
        nodes.remove("n1");
        assertThat(replicas("v")).containsExactly("id-2");
        nodes.put(node("n2", "b"));
        nodes.put(node("n3", "a"));
        assertThat(replicas("v")).containsExactly("id-3");
        nodes.put(node("n1", "a"));
        assertThat(replicas("v")).containsExactly("id-1", "id-3");
    }

    @Test
    void aNodeWithoutTheDriverHoldsNothingUnlessThereIsNoOther() {
        volumes.put("v", ZONE_A);
        machines.remove("n1");
        volumes.machinesChanged();
        assertThat(replicas("v")).containsExactly("id-2");
        machines.remove("n2");
        volumes.machinesChanged();
        assertThat(replicas("v")).as("the nodes, for people to read").containsExactly("n1", "n2");
    }

    @Test
    void whereNoNodeIsLeftWhatTheAffinityNamesHoldsTheVolume() {
        volumes.put("zonal", zone("z"));
        volumes.put(
                "pinned",
                NodeAffinityTest.affinity(
                        "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n9]}]}"));
        assertThat(replicas("zonal")).containsExactly("zone in (z)");
        assertThat(replicas("pinned")).containsExactly("n9");
    }

    @Test
    void onlyNewsIsNews() {
        assertThat(volumes.put("v", ZONE_A)).isTrue();
        assertThat(volumes.put("v", zone("a"))).isFalse();
        assertThat(volumes.put("v", zone("b"))).isTrue();
        assertThat(volumes.attached("one", "v", "n1")).isTrue();
        assertThat(volumes.attached("one", "v", "n1")).isFalse();
        assertThat(volumes.detached("one", "v")).isTrue();
        assertThat(volumes.detached("one", "v")).isFalse();
        assertThat(volumes.remove("v")).isTrue();
        assertThat(volumes.remove("v")).isFalse();
        assertThat(nodes.put(node("n1", "a"))).isFalse();
        assertThat(nodes.remove("n9")).isFalse();
    }

    @Test
    void attachmentsNameTheMachineAndMayComeBeforeTheVolume() {
        volumes.attached("one", "v", "n2");
        volumes.attached("two", "v", "n9");
        volumes.put("v", null);
        assertThat(volume("v").attachedOn()).containsExactly("id-2", "n9");
        volumes.detached("two", "v");
        assertThat(volume("v").attachedOn()).containsExactly("id-2");
    }

    @Property(tries = 500)
    void theLookUpByLabelFindsWhatASearchOfAllNodesFinds(@ForAll("histories") List<String[]> history) {
        LabelledNodes indexed = new LabelledNodes();
        Map<String, String> zones = new TreeMap<>();
        indexed.find(ZONE_A); // from now on the zones are indexed
        for (String[] step : history) {
            if (step[1].isEmpty()) {
                indexed.remove(step[0]);
                zones.remove(step[0]);
            } else {
                indexed.put(node(step[0], step[1]));
                zones.put(step[0], step[1]);
            }
        }
        for (String zone : List.of("a", "b", "c")) {
            assertThat(indexed.find(zone(zone)))
                    .containsExactlyElementsOf(zones.keySet().stream()
                            .filter(n -> zones.get(n).equals(zone))
                            .toList());
        }
    }

    /** Nodes that come to a zone, or go (empty zone). */
    @Provide
    Arbitrary<List<String[]>> histories() {
        return Combinators.combine(Arbitraries.of("n1", "n2", "n3", "n4"), Arbitraries.of("a", "b", "c", ""))
                .as((node, zone) -> new String[] {node, zone})
                .list()
                .ofMaxSize(20);
    }

    private List<String> replicas(String volume) {
        return volume(volume).replicas().stream().map(Replica::node).toList();
    }

    private Volume volume(String name) {
        return volumes.volumes(machines::get).get(name);
    }

    private static NodeAffinity zone(String zone) {
        return NodeAffinityTest.affinity(term(zone));
    }

    private static String term(String zone) {
        return "{matchExpressions: [{key: zone, operator: In, values: [%s]}]}".formatted(zone);
    }

    private static Node node(String name, String zone) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("zone", zone)
                .endMetadata()
                .build();
    }
}
