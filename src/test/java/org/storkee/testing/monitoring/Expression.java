package org.storkee.testing.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a PromQL expression asks for, read from the syntax tree that Prometheus' own parser makes. */
public final class Expression {
    private final Prometheus prometheus;
    private final String text;
    private final JsonNode tree;

    private Expression(Prometheus prometheus, String text) {
        this.prometheus = prometheus;
        this.text = text;
        tree = prometheus.parse(text);
    }

    /** Parses; fails when the text is not PromQL. */
    public static Expression of(Prometheus prometheus, String text) {
        return new Expression(prometheus, text);
    }

    /**
     * One line for each name, label or label value it uses that no series of this Prometheus has; empty when all is well.
     */
    public List<String> unknowns() {
        List<String> unknowns = new ArrayList<>();
        visit(tree, unknowns);
        return unknowns;
    }

    /** Labels of all series below {@code node}. */
    private Set<String> visit(JsonNode node, List<String> unknowns) {
        Set<String> labels = new TreeSet<>();
        if (node == null || node.isNull()) {
            return labels;
        }
        String type = node.path("type").asText();
        if (type.equals("vectorSelector") || type.equals("matrixSelector")) {
            String selector = selector(node);
            JsonNode series = prometheus.series(selector);
            if (series.isEmpty()) {
                unknowns.add("no series " + selector + " in " + text);
            }
            series.forEach(one -> one.fieldNames().forEachRemaining(labels::add));
            return labels;
        }
        for (String child : List.of("expr", "lhs", "rhs", "args", "param")) {
            JsonNode below = node.path(child);
            if (below.isArray()) {
                below.forEach(one -> labels.addAll(visit(one, unknowns)));
            } else if (below.isObject()) {
                labels.addAll(visit(below, unknowns));
            }
        }
        used(node).stream()
                .filter(label -> !labels.contains(label) && !labels.isEmpty())
                .forEach(label -> unknowns.add("no series has the label " + label + " in " + text));
        return labels;
    }

    /** Labels that a node itself names, as in {@code sum by (job)} or {@code on (job)}. */
    private static Set<String> used(JsonNode node) {
        Set<String> used = new TreeSet<>();
        node.path("grouping").forEach(label -> used.add(label.asText()));
        node.path("matching").path("labels").forEach(label -> used.add(label.asText()));
        return used;
    }

    private static String selector(JsonNode node) {
        List<String> matchers = new ArrayList<>();
        node.path("matchers")
                .forEach(matcher -> matchers.add(matcher.get("name").asText()
                        + matcher.get("type").asText()
                        + '"'
                        + matcher.get("value").asText().replace("\\", "\\\\").replace("\"", "\\\"")
                        + '"'));
        return matchers.stream().collect(Collectors.joining(",", "{", "}"));
    }
}
