package org.storkee.testing.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.storkee.testing.cluster.StorkServer;

/**
 * Memory of the server.
 *
 * @param rssMib resident memory at rest after load in names mode
 * @param peakMib the most it ever had, start-up included
 */
record Footprint(double rssMib, double peakMib) {
    private static final Duration REST = Duration.ofSeconds(5);

    /** Seconds from process start to ready, median of several restarts of a server that has run before. */
    static double ready(StorkServer server, int restarts) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < restarts; i++) {
            server.stop();
            long start = System.nanoTime();
            server.start();
            seconds.add(Figures.round((System.nanoTime() - start) / 1e9));
        }
        return Figures.median(seconds);
    }

    /** Memory of the freshly started server after a while of names-mode calls by four clients. */
    static Footprint of(StorkServer server, Function<ProcessFigures, Load> loads, Duration each) {
        ProcessFigures process = new ProcessFigures(server.pid());
        Load load = loads.apply(process);
        load.awaitRightAnswers(Duration.ofSeconds(60), Mode.NAMES);
        for (int i = 0; i < 2; i++) {
            load.measure(Verb.FILTER, Mode.NAMES, 4, Duration.ZERO, each);
            load.measure(Verb.PRIORITIZE, Mode.NAMES, 4, Duration.ZERO, each);
        }
        try {
            Thread.sleep(REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        return new Footprint(Figures.round(process.rssMib()), Figures.round(process.peakMib()));
    }
}
