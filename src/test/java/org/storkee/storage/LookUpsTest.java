package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LookUpsTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final LookUps lookUps = new LookUps();

    private void ask(String answer) {
        lookUps.ask("pv-1", tasks::add, () -> () -> taken.add(answer));
    }

    @Test
    void anObjectIsAskedForOnceAtATimeAndThenAgain() {
        ask("first");
        ask("second");
        lookUps.ask("pv-2", tasks::add, () -> () -> taken.add("another"));
        assertThat(tasks).hasSize(2);
        tasks.forEach(Runnable::run);
        ask("third");
        tasks.getLast().run();
        assertThat(taken).containsExactly("first", "another", "third");
    }

    @Test
    void whatTheWatchSaidMeanwhileCounts() {
        lookUps.ask("pv-1", tasks::add, () -> {
            lookUps.told("pv-1", () -> taken.add("deleted"));
            return () -> taken.add("found before");
        });
        tasks.getFirst().run();
        assertThat(taken).containsExactly("deleted");
    }

    @Test
    void anAnswerFromBeforeTheWatchsWordIsNotTakenForThatToALaterQuestion() {
        ask("before");
        lookUps.told("pv-1", () -> taken.add("deleted"));
        ask("after");
        tasks.forEach(Runnable::run);
        assertThat(taken).containsExactly("deleted", "after");
    }

    @Test
    void theWatchsWordOfAnotherObjectDoesNotMatter() {
        ask("found");
        lookUps.told("pv-2", () -> taken.add("another"));
        tasks.getFirst().run();
        assertThat(taken).containsExactly("another", "found");
    }

    @Test
    void aQuestionThatFailedOrFoundNoThreadIsAskedAgain() {
        lookUps.ask("pv-1", tasks::add, () -> {
            throw new IllegalStateException("no answer");
        });
        assertThatIllegalStateException().isThrownBy(tasks.getFirst()::run);
        assertThatThrownBy(() -> lookUps.ask(
                        "pv-1",
                        task -> {
                            throw new RejectedExecutionException("closed");
                        },
                        () -> () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        ask("found");
        tasks.getLast().run();
        assertThat(taken).containsExactly("found");
    }
}
