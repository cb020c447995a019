package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Topology;

class KnownItemsTest {
    private static final String NODE = Bodies.node("node-1");

    private final KnownItems known = new KnownItems();

    @Test
    void anObjectIsKnownWhereverItsBytesComeAgain() {
        keep(NODE, 0);
        byte[] elsewhere = bytes("[  " + NODE + "," + NODE + "]");
        assertThat(known.find(elsewhere, 3, elsewhere.length)).isNotNull().satisfies(item -> {
            assertThat(item.length()).isEqualTo(NODE.length());
            assertThat(NODE.substring(item.nameFrom(), item.nameTo())).isEqualTo("\"node-1\"");
        });
    }

    @Test
    void oneChangedByteAnywhereMakesItUnknown() {
        keep(NODE, 0);
        for (int i = 0; i < NODE.length(); i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes(NODE);
                changed[i] ^= (byte) (1 << bit);
                assertThat(known.find(changed, 0, changed.length)).isNull();
            }
        }
    }

    @Test
    void noTwoObjectsThatDifferInOneByteFromAThirdOneHaveTheSameHash() {
        byte[] changed = bytes(NODE);
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < changed.length - 1; i++) {
            byte original = changed[i];
            for (int other = 1; other < 256; other++) {
                changed[i] = (byte) (original ^ other);
                hashes.add(known.hash(changed, 0, changed.length));
            }
            changed[i] = original;
        }
        assertThat(hashes).hasSize((changed.length - 1) * 255);
    }

    @Test
    void anObjectCutOffByTheEndOfTheBodyIsUnknown() {
        keep(NODE, 0);
        byte[] cut = bytes(NODE);
        assertThat(known.find(cut, 0, cut.length - 1)).isNull();
    }

    @Test
    void thousandsOfObjectsAreKnownAtOnce() {
        String[] nodes = IntStream.range(0, 5_000)
                .mapToObj(i -> Bodies.node("node-" + i))
                .toArray(String[]::new);
        Arrays.stream(nodes).forEach(node -> keep(node, 0));
        long found = Arrays.stream(nodes)
                .filter(node -> known.find(bytes(node), 0, node.length()) != null)
                .count();
        assertThat(found).isGreaterThan(4_950);
    }

    @Test
    void aBodyReadBeforeIsReadTheSameAgainAndABrokenOneIsStillRefused() {
        ExtenderCodec codec = new ExtenderCodec(
                node -> KubernetesNode.named(node.getMetadata().getName()), 1_000);
        Topology topology = Bodies.nodes("a", "b");
        byte[] body = bytes(Bodies.full("b", "a"));
        assertThat(read(codec, body, topology).candidates).containsExactly(read(codec, body, topology).candidates);
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] broken = body.clone();
            broken[random.nextInt(body.length)] = '"';
            assertThat(outcome(codec, broken, topology))
                    .isEqualTo(outcome(
                            new ExtenderCodec(
                                    node -> KubernetesNode.named(
                                            node.getMetadata().getName()),
                                    1_000),
                            broken,
                            topology));
        }
        assertThatThrownBy(() -> read(codec, Arrays.copyOf(body, body.length - 30), topology))
                .isInstanceOf(BadRequestException.class);
    }

    private static String outcome(ExtenderCodec codec, byte[] body, Topology topology) {
        try {
            return Arrays.toString(read(codec, body, topology).candidates);
        } catch (BadRequestException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static ExtenderRequest read(ExtenderCodec codec, byte[] body, Topology topology) {
        return codec.read(Arrays.copyOf(body, body.length + JsonScanner.PADDING), body.length, topology);
    }

    private void keep(String node, int at) {
        int name = node.indexOf("\"name\":") + 7;
        known.keep(bytes(node), at, at + node.length(), at + name, at + node.indexOf('"', name + 1) + 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
