package org.storkee.testing.demo;

import java.util.Locale;

/** Says what happened and after how many seconds. */
final class Stopwatch {
    private final Console console;
    private final long start = System.nanoTime();

    /** Starts now. */
    Stopwatch(Console console) {
        this.console = console;
    }

    /** One line with the time since the start. */
    void say(String text) {
        String seconds = String.format(Locale.ROOT, "%5.1f s", seconds());
        console.say("  " + console.paint(Console.Tone.STRONG, seconds) + "  " + text);
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
