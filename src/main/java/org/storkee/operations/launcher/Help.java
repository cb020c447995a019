package org.storkee.operations.launcher;

import java.io.PrintStream;
import org.storkee.operations.config.Setting;
import org.storkee.operations.config.Settings;

/** What {@code stork --help} prints. */
final class Help {
    private Help() {}

    static void print(Settings settings, PrintStream out) {
        out.println("Usage: stork [flags]");
        out.println();
        out.println("Starts the server in the foreground. It is configured by environment variables:");
        for (Setting setting : settings.all()) {
            out.println();
            out.println("  " + setting.variable() + " (" + setting.key() + ")");
            out.println("      " + setting.purpose());
            out.println("      Takes " + setting.constraint().description() + "."
                    + (setting.standard().isEmpty() ? "" : " Default: " + setting.standard()));
        }
        out.println();
        out.println(
                "Flags of upstream Stork are translated; those marked - have no effect, and say so when they are given:");
        for (UpstreamFlag flag : UpstreamFlag.ALL) {
            out.println("  " + flag.written() + "  " + (flag.key() == null ? "- " + flag.why() : flag.key()));
        }
    }
}
