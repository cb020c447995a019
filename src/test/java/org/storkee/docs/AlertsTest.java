package org.storkee.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.monitoring.Shipped;
import org.storkee.testing.monitoring.Shipped.Alert;

/** Each alert is explained and tested; rules, objects and dashboards fit each other. */
class AlertsTest {
    private static final Path PAGE = Repository.root().resolve("docs/alerts.md");

    static List<Alert> alerts() {
        return Shipped.alerts();
    }

    static List<Path> dashboards() {
        return Shipped.dashboards();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void theAlertSaysWhatItIsAndLeadsToItsRunbook(Alert alert) throws IOException {
        JsonNode rule = alert.rule();
        assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        assertThat(rule.at("/annotations/summary").asText()).isNotBlank().doesNotEndWith(".");
        assertThat(rule.at("/annotations/description").asText()).isNotBlank().endsWith(".");
        assertThat(rule.at("/annotations/runbook_url").asText())
                .isEqualTo("docs/alerts.md#" + alert.name().toLowerCase(Locale.ROOT));
        String page = Files.readString(PAGE);
        assertThat(page).contains("\n## " + alert.name() + "\n");
        String section = page.substring(page.indexOf("\n## " + alert.name() + "\n") + 4);
        section = section.contains("\n## ") ? section.substring(0, section.indexOf("\n## ")) : section;
        assertThat(section).contains("**Means.**", "**Look.**", "**Do.**");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void theAlertHasAUnitTestInWhichItIsSilentAndOneInWhichItFires(Alert alert) {
        Set<Boolean> seen = new HashSet<>();
        for (Path file : Shipped.unitTests()) {
            Shipped.yaml(file)
                    .get("tests")
                    .forEach(test -> test.path("alert_rule_test").forEach(check -> {
                        if (check.get("alertname").asText().equals(alert.name())) {
                            seen.add(check.path("exp_alerts").isEmpty());
                        }
                    }));
        }
        assertThat(seen).as("silent, firing").containsExactlyInAnyOrder(true, false);
    }

    @Test
    void alertsHaveDifferentNamesAndThePageExplainsNoOthers() throws IOException {
        List<String> names = alerts().stream().map(Alert::name).toList();
        assertThat(names).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        Set<String> explained = new TreeSet<>();
        Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("## Stork"))
                .forEach(line -> explained.add(line.substring(3)));
        assertThat(explained).containsExactlyInAnyOrderElementsOf(names);
    }

    /** One object for the Prometheus operator, the same rules as in the files for a Prometheus without it. */
    @Test
    void theOperatorsObjectHoldsTheSameRules() {
        Set<JsonNode> inFiles = new HashSet<>();
        Shipped.ruleFiles().forEach(file -> Shipped.yaml(file).get("groups").forEach(inFiles::add));
        Set<JsonNode> inObject = new HashSet<>();
        Shipped.yaml(Shipped.rules().resolve("prometheusrule.yaml"))
                .at("/spec/groups")
                .forEach(inObject::add);
        assertThat(inObject).isEqualTo(inFiles);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardTakesItsDataSourceFromAVariableAndItsPanelsDoNotOverlap(Path file) {
        JsonNode dashboard = Shipped.json(file);
        assertThat(file).hasFileName(dashboard.get("uid").asText() + ".json");
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    String cell =
                            (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as("%s at %s", panel.get("title"), cell)
                            .isTrue();
                }
            }
        }
    }
}
