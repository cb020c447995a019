package org.storkee.testing.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Readable output: headings, tables, quotes. Coloured only where a terminal shows it and {@code NO_COLOR} is not set.
 * Not thread-safe.
 */
final class Console {
    /** What a text is, which decides its colour. */
    enum Tone {
        HEADING("1;36"),
        GOOD("32"),
        BAD("1;31"),
        STRONG("1"),
        QUIET("2");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final boolean coloured;

    Console(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    /** Standard output, coloured if it is a terminal that wants colour. */
    static Console standard() {
        String refused = System.getenv("NO_COLOR");
        boolean wanted = refused == null || refused.isEmpty();
        // In a JDK of today System.console() is there without a terminal too, so it must be asked.
        boolean terminal =
                System.console() != null && System.console().isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Console(System.out, wanted && terminal);
    }

    /** The text in its tone. */
    String paint(Tone tone, String text) {
        return coloured ? "\033[" + tone.code + "m" + text + "\033[0m" : text;
    }

    void heading(String text) {
        out.println();
        out.println(paint(Tone.HEADING, "== " + text + " " + "=".repeat(Math.max(3, 96 - text.length()))));
        out.flush();
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Somebody else's words, indented under a title. */
    void quote(String title, String text) {
        out.println(paint(Tone.STRONG, "  " + title));
        text.lines().forEach(line -> out.println(paint(Tone.QUIET, "    | ") + line));
        out.flush();
    }

    /** Columns as wide as they must be; {@code strong} is the index of a row to stress, or -1. */
    void table(List<String> header, List<List<String>> rows, int strong) {
        int[] widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        out.println("  " + paint(Tone.QUIET, line(header, widths)));
        for (int i = 0; i < rows.size(); i++) {
            String line = line(rows.get(i), widths);
            out.println("  " + (i == strong ? paint(Tone.GOOD, line) : line));
        }
        out.flush();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 3));
        }
        return line.toString().stripTrailing();
    }
}
