package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Ports;
import org.storkee.testing.cluster.ShippedManifests;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.monitoring.Expression;
import org.storkee.testing.monitoring.Prometheus;
import org.storkee.testing.monitoring.Promtool;
import org.storkee.testing.monitoring.Shipped;
import org.storkee.testing.monitoring.Shipped.Alert;
import org.storkee.testing.monitoring.Shipped.Query;

/**
 * Alerts and dashboards against what two replicas really export, scraped by a real Prometheus while pods run with and
 * without their data, storage fails, a volume is abnormal and another storage system cannot be reached.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    private final Testbed bed;
    private final StorkServer stork;
    private final StorkServer second;
    private final Prometheus prometheus;
    private final ExtenderHttp extender;

    MonitoringClusterIT(TestCluster cluster, StorkServer stork) {
        this.stork = stork;
        bed = new Testbed(cluster, "monitored", 5, 8);
        int webhook = Ports.free();
        second = StorkServer.start(
                cluster,
                StorkOptions.named("stork-monitored")
                        .with("stork.linstor.controllers", "http://127.0.0.1:1")
                        .with("stork.admission", "on")
                        .with("stork.admission.port", Integer.toString(webhook))
                        .with("stork.admission.url", "https://127.0.0.1:" + webhook + "/mutate"));
        extender = new ExtenderHttp(second.url());
        prometheus = Prometheus.start(cluster, configuration());
        somethingToSee();
    }

    @AfterAll
    void remove() {
        prometheus.close();
        second.close();
        // There only if this server led for a while, which nobody wants.
        bed.client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookCalls.NAME)
                .delete();
        bed.close();
    }

    static List<Alert> alerts() {
        return Shipped.alerts();
    }

    static List<Query> queries() {
        return Shipped.queries();
    }

    static List<JsonNode> variables() {
        List<JsonNode> variables = new ArrayList<>();
        for (Path dashboard : Shipped.dashboards()) {
            for (JsonNode variable : Shipped.json(dashboard).at("/templating/list")) {
                if (variable.get("type").asText().equals("query")) {
                    variables.add(variable.get("definition"));
                }
            }
        }
        return variables;
    }

    @Test
    void promtoolPassesTheRulesAndEveryUnitTest() throws Exception {
        List<String> check = new ArrayList<>(List.of("check", "rules", "--lint=all", "--lint-fatal"));
        Shipped.ruleFiles().forEach(file -> check.add(file.toString()));
        List<String> test = new ArrayList<>(List.of("test", "rules"));
        Shipped.unitTests().forEach(file -> test.add(file.toString()));
        for (List<String> arguments : List.of(check, test)) {
            Promtool.Result result = Promtool.run(arguments);
            assertThat(result.status()).as(result.output()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void theAlertUsesOnlySeriesThatAreExported(Alert alert) {
        awaitNoUnknowns(alert.expression());
    }

    @ParameterizedTest
    @MethodSource("queries")
    void theDashboardsQueryReturnsData(Query query) {
        awaitNoUnknowns(query.expression());
        await().atMost(SOON).untilAsserted(() -> {
            traffic();
            assertThat(prometheus.query(query.expression()))
                    .as(query.toString())
                    .anyMatch(sample -> !"NaN".equals(sample.at("/value/1").asText()));
        });
    }

    @ParameterizedTest
    @MethodSource("variables")
    void theDashboardsVariableHasValues(JsonNode definition) {
        Matcher matcher = LABEL_VALUES.matcher(definition.asText());
        assertThat(matcher.matches()).as(definition.asText()).isTrue();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(prometheus.series(matcher.group(1)))
                        .anyMatch(series -> series.has(matcher.group(2))));
    }

    @Test
    void whatIsNotExportedIsFoundOut() {
        awaitNoUnknowns("sum by (driver) (stork_storage_nodes{state=\"online\"}) > 0");
        for (String wrong : List.of(
                "sum by (driver) (stork_storage_machines) > 0",
                "sum by (driver) (stork_storage_nodes{state=\"Online\"}) > 0",
                "sum by (driver) (stork_storage_nodes{mode=\"online\"}) > 0",
                "sum by (storage) (stork_storage_nodes{state=\"online\"}) > 0")) {
            assertThat(Expression.of(prometheus, wrong).unknowns()).as(wrong).hasSize(1);
        }
    }

    @Test
    void prometheusEvaluatesEveryRuleWithoutComplaint() {
        await().atMost(SOON).untilAsserted(() -> {
            List<JsonNode> rules = new ArrayList<>();
            prometheus.ruleGroups().forEach(group -> group.get("rules").forEach(rules::add));
            assertThat(rules)
                    .hasSameSizeAs(alerts())
                    .allSatisfy(rule -> assertThat(rule.get("health").asText()).isEqualTo("ok"));
        });
    }

    /** Rendered only: the cluster of the tests has not the operator's kinds. */
    @Test
    void theOperatorsComponentScrapesThePodsThatTheManifestsMake() throws IOException {
        Map<String, JsonNode> objects = new HashMap<>();
        String all = ShippedManifests.overlay(bed.cluster.kubectlProgram(), "prometheus");
        for (String document : all.split("(?m)^---\n")) {
            JsonNode object = Shipped.yaml(document);
            objects.put(
                    object.path("kind").asText() + " "
                            + object.at("/metadata/name").asText(),
                    object);
        }
        JsonNode monitor = objects.get("PodMonitor stork").get("spec");
        JsonNode pod = objects.get("Deployment stork").at("/spec/template");
        assertThat(pod.at("/metadata/labels").properties())
                .containsAll(monitor.at("/selector/matchLabels").properties());
        assertThat(pod.at("/metadata/labels").get(monitor.get("jobLabel").asText()))
                .isEqualTo(TextNode.valueOf("stork"));
        assertThat(pod.at("/spec/containers/0/ports").findValuesAsText("name"))
                .contains(monitor.at("/podMetricsEndpoints/0/port").asText());
        assertThat(objects.get("PrometheusRule stork").at("/spec/groups")).isNotEmpty();
    }

    @Test
    void whatHoldsForTheClusterIsExportedByOneReplicaOnly() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(prometheus.query("sum(stork_leader) == 1")).hasSize(1);
            assertThat(prometheus.query("count(stork_leader) == 2")).hasSize(1);
            for (String once : List.of(
                    "count by (namespace, pod) ({__name__=~\"stork_(non_|semi_)?hyperconverged_pods_total\"})",
                    "count by (namespace, persistentvolumeclaim) (stork_volume_abnormal)")) {
                assertThat(prometheus.query(once)).isNotEmpty();
                assertThat(prometheus.query(once + " > 1")).isEmpty();
            }
        });
    }

    @Test
    void theManagementPortHasAllButTheSeriesOfPodsAndVolumes() throws IOException {
        Set<String> onlyThere = names(second.url());
        onlyThere.removeAll(names(second.managementUrl()));
        assertThat(onlyThere)
                .isSubsetOf(
                        "stork_hyperconverged_pods_total",
                        "stork_semi_hyperconverged_pods_total",
                        "stork_non_hyperconverged_pods_total",
                        "stork_volume_abnormal");
    }

    private void awaitNoUnknowns(String expression) {
        await().atMost(SOON).untilAsserted(() -> {
            traffic();
            assertThat(Expression.of(prometheus, expression).unknowns()).isEmpty();
        });
    }

    private Set<String> names(String url) throws IOException {
        Set<String> names = new TreeSet<>();
        second.get(url + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("stork_"))
                .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }

    /** A call of each verb. */
    private void traffic() {
        Pod pod = Workload.pod(bed, "stork", "asks", "data");
        extender.kept(pod, bed.nodes);
        extender.scores(pod, bed.nodes);
    }

    private void somethingToSee() {
        bed.volume("data", Map.of(), 1, 2);
        bed.volume("more", Map.of(), 2, 3);
        bed.volume("moves", Map.of(), 4, 2);
        HealthBed health = new HealthBed(bed, stork);
        health.createOwner();
        bed.create(List.of(
                Workload.standing(bed, "all", bed.node(2), "10m", "data"),
                Workload.standing(bed, "some", bed.node(1), "10m", "data", "more"),
                Workload.standing(bed, "none", bed.node(5), "10m", "data"),
                health.owned(health.standing("moved", bed.node(4), "moves"))));
        health.running("moved");
        bed.client
                .resources(VolumeReplicas.class)
                .withName("sim-" + bed.name + "-data")
                .edit(found -> {
                    VolumeReplicasSpec.Condition condition = new VolumeReplicasSpec.Condition();
                    condition.setAbnormal(true);
                    condition.setMessage("a disk is dying");
                    found.getSpec().setCondition(condition);
                    return found;
                });
        bed.storage.fail(bed.node(4), false);
        extender.post("/filter", "not JSON");
    }

    private String configuration() {
        String targets = "127.0.0.1:" + port(stork.url()) + ", 127.0.0.1:" + port(second.url());
        return """
                global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 2s}
                rule_files: ["%s/*.rules.yaml"]
                scrape_configs:
                  - job_name: stork
                    honor_labels: true
                    static_configs:
                      - targets: [%s]
                        labels: {namespace: kube-system, pod: a-replica}
                """.formatted(Shipped.rules(), targets);
    }

    private static int port(String url) {
        return java.net.URI.create(url).getPort();
    }
}
