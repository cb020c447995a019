package org.storkee.testing.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be done to a simulated storage node; {@link #word} is what a person types. */
public enum NodeCommand {
    /** The data path is down; nobody vouches that the node cannot write. */
    FAIL,
    /** The data path is down, and the storage system vouches that the node cannot write. */
    FAIL_FENCED,
    /** The node works, but not fully. */
    DEGRADE,
    /** The driver is up, the local disks are down. */
    STORAGE_DOWN,
    /** The node's agent stops answering: its heartbeat ends, or without heartbeats it is published as Unreachable. */
    SILENCE,
    /** No room is left for new replicas. */
    FILL,
    /** Everything the other commands did is undone. */
    HEAL;

    /** The command as typed, such as {@code storage-down}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The command of this word; any other is an {@link IllegalArgumentException} that names those there are. */
    public static NodeCommand of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no command '" + word + "'; there are "
                        + Arrays.stream(values()).map(NodeCommand::word).collect(Collectors.joining(", "))));
    }
}
