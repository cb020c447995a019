package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.storkee.api.NodeState;

class StoragePropertyTest {
    @Property
    void aNameIndexFindsTheNamesItWasGivenAndNoOther(
            @ForAll("names") List<String> names, @ForAll("names") List<String> others) {
        NameIndex index = new NameIndex(names);
        for (String name : names) {
            assertThat(lookUp(index, name)).isEqualTo(names.indexOf(name));
        }
        for (String other : others) {
            assertThat(lookUp(index, other)).isEqualTo(names.indexOf(other));
        }
    }

    @Property
    void noRecordIsGivenToTwoNodes(
            @ForAll("nodes") List<KubernetesNode> nodes, @ForAll("records") List<StorageNode> records) {
        int[] given = Arrays.stream(NodeMatcher.match(nodes, records))
                .filter(r -> r >= 0)
                .toArray();
        assertThat(given).doesNotHaveDuplicates();
    }

    @Property
    void aRecordThatSharesOnlyAShortNameIsGivenOnlyToTheOneNodeThatHasIt(
            @ForAll("nodes") List<KubernetesNode> nodes, @ForAll("records") List<StorageNode> records) {
        int[] recordOf = NodeMatcher.match(nodes, records);
        for (int n = 0; n < recordOf.length; n++) {
            if (recordOf[n] >= 0 && !exact(nodes.get(n), records.get(recordOf[n]))) {
                String name = shortName(nodes.get(n).name());
                assertThat(nodes.stream().filter(o -> shortName(o.name()).equals(name)))
                        .as("nodes called %s", name)
                        .hasSize(1);
            }
        }
    }

    @Property
    void theStaleOnesAreDroppedAndNothingOnline(@ForAll("records") List<StorageNode> records) {
        List<StorageNode> kept = NodeMatcher.withoutStaleDuplicates(records);
        assertThat(records.stream().filter(r -> r.state() == NodeState.ONLINE)).allMatch(kept::contains);
        List<StorageNode> again = NodeMatcher.withoutStaleDuplicates(kept);
        assertThat(again).isEqualTo(kept);
    }

    @Property
    void anEqualLocationIsNeverFartherThanAnyOther(@ForAll("locations") Location a, @ForAll("locations") Location b) {
        Topology topology = Topology.of(
                List.of(at("a", a), at("twin", a), at("b", b)),
                List.of(new StorageView(
                        new DriverId("mock", "one"),
                        List.of(record("a", null), record("twin", null), record("b", null)),
                        java.util.Map.of(),
                        List.of())));
        DriverTopology driver = topology.drivers().iterator().next();
        assertThat(driver.tier(0, 1)).isLessThanOrEqualTo(driver.tier(0, 2));
        assertThat(driver.tier(0, 2)).isEqualTo(driver.tier(2, 0));
        if (a.equals(Location.UNKNOWN)) {
            assertThat(driver.tier(0, 1)).as("unknown is never equal").isEqualTo(Tier.NONE);
        }
    }

    @Provide
    Arbitrary<List<String>> names() {
        Arbitrary<String> ordinary = Arbitraries.integers().between(0, 2000).map(i -> "node-" + i);
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(20).filter(StoragePropertyTest::encodable);
        return Arbitraries.oneOf(ordinary, any, names("äß漢字🚀.-".codePoints().toArray()))
                .list()
                .ofMaxSize(60);
    }

    private static Arbitrary<String> names(int[] codePoints) {
        return Arbitraries.integers()
                .between(0, codePoints.length - 1)
                .map(i -> Character.toString(codePoints[i]))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<KubernetesNode>> nodes() {
        return Combinators.combine(name(), name().injectNull(0.5), ip().list().ofMaxSize(2))
                .as((name, hostname, ips) -> new KubernetesNode(name, hostname, ips, Location.UNKNOWN, false))
                .list()
                .uniqueElements(KubernetesNode::name)
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<StorageNode>> records() {
        return Combinators.combine(
                        name(),
                        name().injectNull(0.5),
                        name().injectNull(0.5),
                        ip().list().ofMaxSize(2),
                        Arbitraries.of(NodeState.class))
                .as((id, schedulerId, hostname, ips, state) ->
                        new StorageNode(id, schedulerId, hostname, ips, state, "", false, Location.UNKNOWN))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<Location> locations() {
        Arbitrary<String> part = Arbitraries.of("x", "y", "").injectNull(0.3);
        return Combinators.combine(part, part, part).as(Location::new);
    }

    private static Arbitrary<String> name() {
        return Combinators.combine(Arbitraries.of("n1", "n2", "n3", "n10"), Arbitraries.of("", ".a", ".b", ".a.b"))
                .as(String::concat);
    }

    private static Arbitrary<String> ip() {
        return Arbitraries.integers().between(1, 6).map(i -> "10.0.0." + i);
    }

    private static boolean exact(KubernetesNode node, StorageNode record) {
        return node.name().equals(record.schedulerId())
                || node.name().equals(record.id())
                || node.name().equals(record.hostname())
                || (node.hostname() != null && node.hostname().equals(record.hostname()))
                || node.internalIps().stream().anyMatch(record.addresses()::contains)
                // matched by the short form of its host name: judged by the example tests
                || (node.hostname() != null && !shortName(node.hostname()).equals(shortName(node.name())));
    }

    private static String shortName(String name) {
        return name.substring(0, name.indexOf('.') < 0 ? name.length() : name.indexOf('.'));
    }

    private static KubernetesNode at(String name, Location location) {
        return new KubernetesNode(name, null, List.of(), location, false);
    }

    private static StorageNode record(String id, String schedulerId) {
        return new StorageNode(id, schedulerId, null, List.of(), NodeState.ONLINE, "", false, Location.UNKNOWN);
    }

    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static int lookUp(NameIndex index, String name) {
        byte[] bytes = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
        return index.indexOf(bytes, 1, bytes.length - 1);
    }
}
