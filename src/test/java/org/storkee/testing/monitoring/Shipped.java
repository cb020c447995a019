package org.storkee.testing.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.storkee.testing.cluster.Repository;

/** The alerts and dashboards as they lie in {@code deploy}. */
public final class Shipped {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** What Grafana puts in place of its variables; here, everything there is. */
    private static final Map<String, String> VARIABLES =
            Map.of("$__rate_interval", "30s", "$__range", "30s", "$namespace", ".*", "$driver", ".*");

    private Shipped() {}

    /** An alerting rule. */
    public record Alert(String name, JsonNode rule) {
        /** Its PromQL. */
        public String expression() {
            return rule.get("expr").asText();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A query of a dashboard's panel, its variables replaced. */
    public record Query(String panel, String expression) {
        @Override
        public String toString() {
            return panel + ": " + expression;
        }
    }

    /** {@code deploy/prometheus}. */
    public static Path rules() {
        return Repository.root().resolve("deploy/prometheus");
    }

    /** The rule files, without the object that wraps them for the Prometheus operator. */
    public static List<Path> ruleFiles() {
        return files(rules(), ".rules.yaml");
    }

    /** The files of unit tests. */
    public static List<Path> unitTests() {
        return files(rules().resolve("tests"), ".test.yaml");
    }

    /** The dashboards. */
    public static List<Path> dashboards() {
        return files(Repository.root().resolve("deploy/grafana"), ".json");
    }

    /** Every alert of every rule file. */
    public static List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        for (Path file : ruleFiles()) {
            yaml(file)
                    .get("groups")
                    .forEach(group -> group.get("rules")
                            .forEach(rule ->
                                    alerts.add(new Alert(rule.get("alert").asText(), rule))));
        }
        return alerts;
    }

    /** Every query of every panel. */
    public static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (Path file : dashboards()) {
            JsonNode dashboard = json(file);
            for (JsonNode panel : dashboard.get("panels")) {
                for (JsonNode target : panel.get("targets")) {
                    String expression = target.get("expr").asText();
                    for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
                        expression = expression.replace(variable.getKey(), variable.getValue());
                    }
                    queries.add(new Query(
                            dashboard.get("title").asText() + " / "
                                    + panel.get("title").asText(),
                            expression));
                }
            }
        }
        return queries;
    }

    /** A YAML document. */
    public static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("this is no YAML: " + text, e);
        }
    }

    /** A YAML file. */
    public static JsonNode yaml(Path file) {
        return read(YAML, file);
    }

    /** A JSON file. */
    public static JsonNode json(Path file) {
        return read(JSON, file);
    }

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static List<Path> files(Path folder, String end) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
