package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.scheduling.PlacementMetrics.Placement;
import org.storkee.storage.KubernetesNode;

/** The rows of upstream's list that are no verdict or score: requests, gauges, and the texts of events. */
class ConformanceTextsTest {
    @Test
    @DisplayName("H-1 a path that names no verb is not served")
    void otherPathsAreNotServed() {
        String served = Arrays.stream(ExtenderResource.class.getDeclaredMethods())
                .filter(m -> m.getName().equals("extend"))
                .map(m -> path(m))
                .findFirst()
                .orElseThrow();
        String pattern = served.substring(served.indexOf(':') + 1, served.lastIndexOf('}'))
                .strip();
        assertThat("invalidPath").doesNotMatch(pattern);
        assertThat("filter").matches(pattern);
        assertThat("prioritize").matches(pattern);
        assertThat("scheduler/filter/v1").matches(pattern);
    }

    @Test
    @DisplayName("H-2 H-3 a body that is no request is refused with what is wrong")
    void undecodableBodiesAreRefused() {
        byte[] body = "invalidNodes".getBytes(StandardCharsets.UTF_8);
        ExtenderCodec codec = new ExtenderCodec(
                node -> KubernetesNode.named(node.getMetadata().getName()), 1_000);
        World world = new World(row("P-1"));
        assertThatThrownBy(() -> codec.read(body, body.length, world.topology))
                .isInstanceOf(BadRequestException.class)
                .message()
                .isNotBlank();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"M-1, P-6, 0, HYPERCONVERGED", "M-2, P-7, 0, SEMI", "M-3, P-6, 4, NONE", "M-2b, P-7, 1, HYPERCONVERGED"
    })
    void aReadyPodIsCountedInItsClass(String id, String volumesOf, int node, Placement expected) {
        World world = new World(row(volumesOf));
        assertThat(PlacementMetrics.placement(world.volumes, world.topology, node))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("M a pod whose volumes tell no replicas is in no class")
    void aPodWithoutReplicaInformationIsInNoClass() {
        World world = new World(row("S7-replicaLess"));
        assertThat(PlacementMetrics.placement(world.volumes, world.topology, 0)).isNull();
    }

    @Test
    @DisplayName("P-5 the event names the volume and its nodes, in upstream's words")
    void theNonOptimumEventHasUpstreamsWords() {
        World world = new World(row("P-5"));
        RecordedEvents events = new RecordedEvents();
        SchedulingActions actions = new SchedulingActions();
        actions.events = events;
        actions.tellNotOptimal(world.podCase(), new int[] {2, 3, 4});
        assertThat(events.texts)
                .containsExactly(
                        "Pod/pod NonOptimumScheduling: Unable to schedule pod using volumes [noVolumeNode] in a"
                                + " hyperconverged fashion.  Make sure you have enough CPU and memory resources available on"
                                + " these nodes: [node1 node2]");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "FT-1 | No node found with storage driver",
                "FT-2 | No online node found with volume replica",
                "FT-3 | Unable to find PVC claim-of-data",
                "FT-4 | Volume restore is in progress for pvc: claim-of-data",
                "FT-7 | No nodes with volume replica available",
                "A-2 | No nodes exist that can enforce StorageClass parameter preferRemoteNodeOnly",
                "LOCAL-againstRemoteOnly | No nodes exist that can enforce Pod annotation preferLocalNodeOnly and"
                        + " StorageClass parameter preferRemoteNodeOnly together",
                "LOCAL-ofRemoteOnlyEverywhere | No nodes exist that can enforce Pod annotation preferLocalNodeOnly and"
                        + " StorageClass parameter preferRemoteNodeOnly together",
                "CLAIM-notBound | Waiting for PVC to be bound",
            })
    void aRefusedPodIsToldInUpstreamsWords(String id, String text) {
        Case row = row(id);
        World world = new World(row);
        int[] all = row.request() == null
                ? IntStream.range(0, world.topology.size()).toArray()
                : row.request().stream().mapToInt(World::number).toArray();
        Refusal[] verdicts =
                FilterRules.judge(PodTraits.of(world.pod), world.volumes, all, world.topology, world.blind);
        assertThat(verdicts).doesNotContainNull();
        assertThat(RefusalTexts.response(new Verdicts(verdicts, null, world.podCase())))
                .startsWith(text);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "NO_CAPACITY OFFLINE | No node found with enough storage capacity",
                "OFFLINE NO_DRIVER | No node found with storage driver",
                "NO_LOCAL_REPLICA OFFLINE | No nodes with volume replica available",
            })
    void theTextFollowsWhatRefusedNotWhatThePodWantsBesides(String refused, String text) {
        World wantsReplicas = new World(row("LOCAL-everyVolumeHere"));
        Refusal[] verdicts =
                Arrays.stream(refused.split(" ")).map(Refusal::valueOf).toArray(Refusal[]::new);
        assertThat(RefusalTexts.response(new Verdicts(verdicts, null, wantsReplicas.podCase())))
                .isEqualTo(text);
    }

    @Test
    void reasonsNameNoNodeAndNoVolumeAndAreAllDifferent() {
        assertThat(Refusal.values()).extracting(Refusal::text).doesNotHaveDuplicates();
        Map<Refusal, String> fixed = Map.of(
                Refusal.OFFLINE, "storage is offline on the node",
                Refusal.NO_DRIVER, "storage driver does not run on the node",
                Refusal.NO_LOCAL_REPLICA, "node holds no replica of a local-only volume",
                Refusal.NO_CAPACITY, "not enough storage capacity on the node");
        fixed.forEach((refusal, text) -> assertThat(refusal.text()).isEqualTo(text));
    }

    private static Case row(String id) {
        return ConformanceTest.rows().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
    }

    private static String path(Method method) {
        return Objects.requireNonNull(method.getAnnotation(Path.class)).value();
    }
}
