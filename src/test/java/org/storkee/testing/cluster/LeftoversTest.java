package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    Path folder;

    @Test
    void aProcessOfAnEarlierRunIsEnded() {
        ManagedProcess left = new ManagedProcess("left", folder, List.of("sleep", "600"), Map.of()).start();

        assertThat(Leftovers.stopAll(folder)).isEqualTo(1);

        assertThat(ProcessHandle.of(left.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder.resolve("pids")).isEmptyDirectory();
    }

    @Test
    void aStrangerThatGotTheSameProcessIdIsLeftAlone() throws IOException {
        ManagedProcess stranger = new ManagedProcess("stranger", folder, List.of("sleep", "600"), Map.of()).start();
        try {
            Files.writeString(folder.resolve("pids/stranger"), stranger.pid() + " 1000\n");

            assertThat(Leftovers.stopAll(folder)).isZero();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.kill();
        }
    }
}
