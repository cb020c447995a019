package org.storkee.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SIGCONT is one that a process survives also when nobody handles it. */
class SignalHandlingTest {
    private final AtomicInteger former = new AtomicInteger();
    private final AtomicInteger ours = new AtomicInteger();

    @Test
    void aSignalRunsTheNewestActionAndAfterItsEndTheFormerAgain() throws IOException, InterruptedException {
        try (SignalHandling outer = SignalHandling.of("CONT", former::incrementAndGet)) {
            try (SignalHandling inner = SignalHandling.of("CONT", ours::incrementAndGet)) {
                assertThat(inner).isNotNull();
                signal();
                await().until(() -> ours.get() == 1);
            }
            signal();
            await().until(() -> former.get() == 1);
            assertThat(outer).isNotNull();
        }
        assertThat(ours).hasValue(1);
    }

    @Test
    void aSignalThatDoesNotExistIsNotHandledAndThrowsNothing() {
        assertThat(SignalHandling.of("NONE_SUCH", ours::incrementAndGet)).isNull();
    }

    private static void signal() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-CONT", pid).start().waitFor()).isZero();
    }
}
