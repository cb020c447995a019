package org.storkee.testing.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/** The results for people. Pure. */
final class Table {
    private Table() {}

    static String of(Results results) {
        StringBuilder text = new StringBuilder();
        Machine machine = results.machine();
        text.append("\nExtender, client side, keep-alive on loopback; %d cpus (%s), %d MiB, Java %s%n%n"
                .formatted(machine.cpus(), machine.cpuModel(), machine.memoryMib(), machine.java()));
        text.append(line("verb", "mode", "nodes", "clients", "p50 ms", "p99 ms", "req/s", "CPU ms/req", "upstream*"));
        results.runs().forEach(point -> text.append(row(point)));
        text.append("\n* upstream's median for the same call with full Node objects, and how many times ours: measured"
                + " elsewhere\n  on the same kind of machine, so only the order of magnitude counts. It has no names"
                + " mode.\n\n");
        text.append(race("as shipped", results.throughput()));
        text.append(race("lifted", results.unlimited()));
        text.append("Memory: %s MiB at rest after names-mode load, %s MiB at most; ready after %s s%n%n"
                .formatted(plain(results.rssMib()), plain(results.rssPeakMib()), plain(results.readySeconds())));
        results.goals()
                .forEach(goal -> text.append("  %-6s  %-78s  goal %7s  measured %7s%n"
                        .formatted(
                                goal.met() ? "met" : "MISSED", goal.name(), plain(goal.goal()), plain(goal.value()))));
        long missed = results.goals().stream().filter(goal -> !goal.met()).count();
        return text.append("%n%d of %d goals met%n"
                        .formatted(
                                results.goals().size() - missed, results.goals().size()))
                .toString();
    }

    private static String race(String limits, Throughput race) {
        return ("Pods per second at %,d nodes, schedulers' API limits %s: %s with the extender, %s without: ratio %s%n"
                        + "  An extender that does nothing leaves %s: no ratio above %s can be reached on this machine%n")
                .formatted(
                        race.nodes(),
                        limits,
                        plain(race.with()),
                        plain(race.without()),
                        plain(race.ratio()),
                        plain(race.bare()),
                        plain(race.ceiling()));
    }

    private static String row(Point point) {
        return line(
                point.verb(),
                point.mode(),
                "%,d".formatted(point.nodes()),
                Integer.toString(point.clients()),
                plain(point.p50Ms()),
                plain(point.p99Ms()),
                plain(point.requestsPerSecond()),
                plain(point.cpuMsPerRequest()),
                upstream(point));
    }

    private static String upstream(Point point) {
        OptionalDouble known = Upstream.p50Ms(point);
        return known.isEmpty()
                ? "-"
                : "%,.0f (%,.0fx)".formatted(known.getAsDouble(), known.getAsDouble() / point.p50Ms());
    }

    private static String line(String... cells) {
        return "  %-10s  %-5s  %6s  %7s  %8s  %8s  %7s  %10s  %18s%n".formatted((Object[]) cells);
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : java.math.BigDecimal.valueOf(value).toPlainString();
    }
}
