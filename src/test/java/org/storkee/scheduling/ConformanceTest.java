package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.storage.DriverTopology;

/** Every row of the tables in {@code src/test/resources/conformance}, from the pod's claims to verdicts and scores. */
class ConformanceTest {
    /** Every row of upstream's list with a verdict or a score; H and M rows are in {@link ConformanceTextsTest}. */
    private static final List<String> UPSTREAM = List.of(
            ("CS-1 CS-2 CS-3 CS-4 P-1 P-2 P-3 P-4 P-5 FT-1 P-6 P-7 P-8 P-9 P-10 P-11 P-12 P-12a P-12b P-13 P-14 P-15"
                            + " P-16 FT-2 FT-3 FT-4 FT-5 FT-6 FT-7 A-1 A-2 A-3 A-3b A-3c A-4 A-5 A-6 A-7 A-8 A-9 A-10"
                            + " A-11 A-12 A-13 U-1 U-2 D-1 L-1 L-2 W-1 I-1 I-2 K-1 K-2 K-3 K-4 K-5 K-6 K-7")
                    .split(" "));

    static Stream<Case> rows() {
        return Stream.of("upstream.yaml", "examples.yaml", "ours.yaml").flatMap(name -> Case.table(name).stream());
    }

    @Test
    void noRowOfUpstreamsListIsMissing() {
        assertThat(Case.table("upstream.yaml")).extracting(Case::id).containsExactlyElementsOf(UPSTREAM);
    }

    @Test
    void noIdStandsTwiceAndEveryRowExpectsSomething() {
        assertThat(rows()).extracting(Case::id).doesNotHaveDuplicates();
        assertThat(rows()).allMatch(row -> row.kept() != null || row.scores() != null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theRowHolds(Case row) {
        World world = new World(row);
        int[] request = request(row, world);
        Refusal[] verdicts = filter(row, world, request);
        List<Integer> kept = IntStream.range(0, request.length)
                .filter(i -> verdicts[i] == null)
                .boxed()
                .toList();
        if (row.kept() != null) {
            assertThat(kept)
                    .as("%s keeps, of %s", row.id(), Arrays.toString(verdicts))
                    .isEqualTo(row.kept());
        }
        if (row.refused() != null) {
            assertThat(verdicts).filteredOn(v -> v != null).isNotEmpty().containsOnly(row.refused());
        }
        if (row.scores() != null) {
            int[] scored = "kept".equals(row.scored())
                    ? kept.stream().mapToInt(i -> request[i]).toArray()
                    : request;
            if (row.events() != null && !row.controllerPod()) {
                assertThat(events(row, world, scored)).as("%s events", row.id()).hasSize(row.events());
            }
            assertThat(prioritize(row, world, scored))
                    .as("%s scores", row.id())
                    .containsExactly(row.scores().toArray(Integer[]::new));
        }
        if (row.claimReads() != null) {
            assertThat(world.claimReads)
                    .as("claims read, by filter and prioritize together once")
                    .isEqualTo(row.claimReads());
        }
    }

    private static int[] request(Case row, World world) {
        return row.request() == null
                ? IntStream.range(0, world.topology.size()).toArray()
                : row.request().stream().mapToInt(World::number).toArray();
    }

    private static Refusal[] filter(Case row, World world, int[] request) {
        return row.controllerPod()
                ? ControllerPodRules.judge(request, drivers(row, world))
                : FilterRules.judge(PodTraits.of(world.pod), world.volumes, request, world.topology, world.blind);
    }

    private static int[] prioritize(Case row, World world, int[] request) {
        if (row.controllerPod()) {
            return ControllerPodRules.score(request, drivers(row, world));
        }
        if (row.virtualMachine() != null && row.virtualMachine().root() != null) {
            VolumePlaces root =
                    VolumePlaces.of(world.volumes, world.topology, world.blind).getFirst();
            return KubeVirtRules.score(root, row.virtualMachine().siblingAt() != null, request);
        }
        return ScoringRules.score(PodTraits.of(world.pod), world.volumes, request, world.topology, world.blind);
    }

    /** What prioritize tells the cluster. */
    private static List<String> events(Case row, World world, int[] request) {
        RecordedEvents events = new RecordedEvents();
        SchedulingActions actions = new SchedulingActions();
        actions.events = events;
        if (row.virtualMachine() != null && row.virtualMachine().root() != null) {
            VolumePlaces root =
                    VolumePlaces.of(world.volumes, world.topology, world.blind).getFirst();
            boolean migrating = row.virtualMachine().siblingAt() != null;
            actions.tellNotOptimal(new VirtualMachines.RootDisk(root, migrating, new ObjectReference()), request);
        } else {
            actions.tellNotOptimal(world.podCase(), request);
        }
        return events.texts;
    }

    private static List<DriverTopology> drivers(Case row, World world) {
        List<DriverTopology> drivers = new ArrayList<>();
        drivers.add(world.topology.driver(World.FIRST));
        if (row.secondMachines() != null) {
            drivers.add(world.topology.driver(World.SECOND));
        }
        return drivers;
    }
}
