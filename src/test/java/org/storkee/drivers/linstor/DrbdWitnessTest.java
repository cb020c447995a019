package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.drivers.linstor.DrbdWitness.Word;

/**
 * The silent machine is {@code a}. Members are written {@code node:disk} or {@code node:none}, then what its DRBD says of
 * {@code a}: {@code up}, {@code down}, {@code quiet} (its satellite is silent too) or {@code unknown}; then, where it is
 * not {@code UpToDate}, the state of its disk, or {@code stuck} when it could not take over.
 */
class DrbdWitnessTest {
    @ParameterizedTest(name = "{0}, quorum {1}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            three disks, all gone from it          | majority | a:disk b:disk:down c:disk:down                | FENCED
            one peer still connected               | majority | a:disk b:disk:down c:disk:up                  | NOTHING
            one peer silent too: two might agree   | majority | a:disk b:disk:down c:disk:quiet               | NOTHING
            one of five peers silent               | majority | a:disk b:disk:down c:disk:down d:disk:down e:disk:quiet | FENCED
            two of five silent: three might agree  | majority | a:disk b:disk:down c:disk:down d:disk:quiet e:disk:quiet | NOTHING
            all peers silent                       | majority | a:disk b:disk:quiet c:disk:quiet              | NOTHING
            tie-breaker on the peer's side         | majority | a:disk b:disk:down t:none:down                | FENCED
            tie-breaker silent: it might be with a | majority | a:disk b:disk:down t:none:quiet               | NOTHING
            two disks, no tie-breaker, majority    | majority | a:disk b:disk:down                            | FENCED
            two disks, no quorum                   | off      | a:disk b:disk:down                            | NOTHING
            three disks, quorum off                | off      | a:disk b:disk:down c:disk:down                | NOTHING
            a client without a disk                | majority | a:none b:disk:down c:disk:down                | FENCED
            a client, one of two disks silent      | majority | a:none b:disk:down c:disk:quiet               | NOTHING
            only clients around the only disk      | majority | a:disk b:none:down c:none:down                | NOTHING
            all must be there                      | all      | a:disk b:disk:down c:disk:quiet               | FENCED
            two must be there                      | 2        | a:disk b:disk:down c:disk:down                | FENCED
            two must be there, one silent          | 2        | a:disk b:disk:down c:disk:quiet               | NOTHING
            one is enough                          | 1        | a:disk b:disk:down c:disk:down                | NOTHING
            peers left with old data: a goes on    | majority | a:disk b:disk:down:Outdated c:disk:down:Outdated | NOTHING
            one of them has current data           | majority | a:disk b:disk:down:Outdated c:disk:down       | FENCED
            nobody could take over                 | majority | a:disk b:disk:down:stuck c:disk:down:stuck    | NOTHING
            nobody knows of its connection         | majority | a:disk b:disk:unknown c:disk:unknown          | NOTHING
            no peers at all                        | majority | a:disk                                        | NOTHING
            """)
    void oneVolume(String name, String quorum, String members, Word expected) {
        World world = new World().volume("v", quorum, members);
        assertThat(world.word()).isEqualTo(expected);
    }

    @Test
    void aMachineWithoutVolumesHasNobodyToSpeakForIt() {
        assertThat(new World()
                        .volume("v", "majority", "b:disk:down c:disk:down d:disk:down")
                        .word())
                .isEqualTo(Word.NOTHING);
    }

    @Test
    void oneVolumeThatMayWorkSpeaksForTheMachine() {
        assertThat(new World()
                        .volume("lost", "majority", "a:disk b:disk:down c:disk:down")
                        .volume("works", "majority", "a:disk d:disk:up e:disk:down")
                        .word())
                .isEqualTo(Word.NOTHING);
        assertThat(new World()
                        .volume("lost", "majority", "a:disk b:disk:down c:disk:down")
                        .volume("unwitnessed", "off", "a:disk d:disk:quiet")
                        .word())
                .isEqualTo(Word.NOTHING);
    }

    @Test
    void aVolumeThatQuorumDoesNotStopLeavesTheMachineAbleToWrite() {
        assertThat(new World()
                        .volume("lost", "majority", "a:disk b:disk:down c:disk:down")
                        .volume("unprotected", "off", "a:disk d:disk:down")
                        .word())
                .isEqualTo(Word.CUT_OFF);
        assertThat(new World()
                        .volume("lost", "majority", "a:disk b:disk:down c:disk:down")
                        .volume("alone", "majority", "a:disk")
                        .word())
                .isEqualTo(Word.CUT_OFF);
    }

    @Test
    void whatIsBeingRemovedOrSwitchedOffDoesNotCount() {
        World world = new World()
                .volume("lost", "majority", "a:disk b:disk:down c:disk:down")
                .volume("leaving", "off", "a:disk d:disk:up");
        world.resources.replaceAll(r -> r.name().equals("leaving") ? flagged(r, "DELETE") : r);
        assertThat(world.word()).isEqualTo(Word.FENCED);
        world.resources.replaceAll(r -> r.name().equals("leaving") ? flagged(r, "INACTIVE") : r);
        assertThat(world.word()).isEqualTo(Word.FENCED);
    }

    @Test
    void aControllerThatDoesNotTellWhoMayTakeOverIsBelievedByVotesAlone() {
        World world = new World().volume("v", "majority", "a:disk b:disk:down c:disk:down");
        world.resources.replaceAll(r -> new Wire.Resource(
                r.name(),
                r.node(),
                r.flags(),
                new Wire.Layer("DRBD", List.of(), new Wire.Drbd(r.drbd().connections(), null)),
                null,
                r.volumes()));
        assertThat(world.word()).isEqualTo(Word.FENCED);
    }

    @Test
    void aVolumeInUseElsewhereHasBeenTakenOver() {
        World world = new World().volume("v", "majority", "a:disk b:disk:down:stuck c:disk:down:stuck");
        world.resources.replaceAll(r -> r.node().equals("b")
                ? new Wire.Resource(r.name(), r.node(), r.flags(), r.layer(), new Wire.ResourceState(true), r.volumes())
                : r);
        assertThat(world.word()).isEqualTo(Word.FENCED);
    }

    private static Wire.Resource flagged(Wire.Resource resource, String flag) {
        return new Wire.Resource(
                resource.name(),
                resource.node(),
                List.of(flag),
                resource.layer(),
                resource.state(),
                resource.volumes());
    }

    private static final class World {
        private final List<Wire.Resource> resources = new ArrayList<>();
        private final List<Wire.Definition> definitions = new ArrayList<>();
        private final Set<String> online = new HashSet<>();

        World volume(String name, String quorum, String members) {
            definitions.add(new Wire.Definition(name, "", List.of(), Map.of(Wire.QUORUM, quorum)));
            for (String member : members.strip().split(" +", -1)) {
                String[] parts = member.split(":", -1);
                String word = parts.length > 2 ? parts[2] : "quiet";
                String state = parts.length > 3 ? parts[3] : "UpToDate";
                boolean stuck = state.equals("stuck");
                Map<String, Wire.Connection> connections = new HashMap<>();
                if (!word.equals("quiet")) {
                    online.add(parts[0]);
                    connections.put("a", connection(word));
                }
                boolean disk = parts[1].equals("disk");
                resources.add(new Wire.Resource(
                        name,
                        parts[0],
                        disk ? List.of() : List.of("DISKLESS", "DRBD_DISKLESS"),
                        new Wire.Layer("DRBD", List.of(), new Wire.Drbd(connections, disk && !stuck)),
                        null,
                        List.of(new Wire.Volume(
                                new Wire.VolumeState(stuck ? "UpToDate" : disk ? state : "Diskless")))));
            }
            return this;
        }

        private static Wire.Connection connection(String word) {
            return switch (word) {
                case "up" -> new Wire.Connection(true, "Connected");
                case "down" -> new Wire.Connection(false, "Connecting");
                default -> new Wire.Connection(null, "Unknown");
            };
        }

        Word word() {
            return new DrbdWitness(resources, definitions, online).of("a");
        }
    }
}
