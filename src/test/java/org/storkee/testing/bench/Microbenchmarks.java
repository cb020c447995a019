package org.storkee.testing.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks of rules and codec: {@code make bench JMH=1}. Arguments are JMH's own. */
public final class Microbenchmarks {
    private Microbenchmarks() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include("org\\.storkee\\.scheduling\\..*Bench")
                        .shouldFailOnError(true)
                        .build())
                .run();
    }
}
