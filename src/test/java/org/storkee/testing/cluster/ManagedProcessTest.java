package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {
    @TempDir
    Path folder;

    @RepeatedTest(30)
    void aKilledProcessCanBeStartedAgainAtOnce() {
        ManagedProcess process = new ManagedProcess("again", folder, List.of("sleep", "600"), Map.of()).start();
        try {
            process.kill();
            assertThat(process.isAlive()).isFalse();

            process.start();

            assertThat(process.isAlive()).isTrue();
        } finally {
            process.kill();
        }
    }
}
