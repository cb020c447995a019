package org.storkee.testing.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void aTableIsAlignedAndHasNoTrailingBlanks() {
        String table = printed(
                false,
                console -> console.table(
                        List.of("node", "score"), List.of(List.of("n1", "100"), List.of("n10-long", "5")), 1));
        assertThat(table.lines()).containsExactly("  node       score", "  n1         100", "  n10-long   5");
    }

    @Test
    void nothingIsColouredUnlessATerminalWantsIt() {
        Consumer<Console> everything = console -> {
            console.heading("heading");
            console.quote("title", "one\ntwo");
            console.say(console.paint(Console.Tone.BAD, "wrong"));
        };
        assertThat(printed(false, everything)).doesNotContain("\033").contains("    | one\n    | two\n");
        assertThat(printed(true, everything)).contains("\033[1;31mwrong\033[0m");
    }

    private static String printed(boolean coloured, Consumer<Console> action) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        action.accept(new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), coloured));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
