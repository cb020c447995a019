package org.storkee.testing.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.storkee.testing.cluster.Binaries;
import org.storkee.testing.cluster.Repository;

/** Runs {@code promtool} in the root of the source tree. */
public final class Promtool {
    private Promtool() {}

    /** How it ended, with what it printed on both streams. */
    public record Result(int status, String output) {}

    /** Runs it to its end: {@code promtool check rules deploy/prometheus/stork.rules.yaml}. */
    public static Result run(List<String> arguments) throws IOException, InterruptedException {
        return run(Repository.root(), new byte[0], arguments);
    }

    /** As above, in another folder and with something on its standard input. */
    public static Result run(Path folder, byte[] input, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Binaries.ensure().program("promtool").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write(input);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
