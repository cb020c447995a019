package org.storkee.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The YAML users install is generated from the Java types: {@code mvn test -Dtest=CustomResourceDefinitionsTest
 * -Dcrds.update=true} rewrites {@code deploy/crds} after a type changed.
 */
class CustomResourceDefinitionsTest {
    private static final Path INSTALLED = Path.of("deploy", "crds");

    @TempDir
    Path folder;

    @Test
    void theInstalledYamlIsWhatTheTypesSay() {
        Map<String, String> generated = generate();
        if (Boolean.getBoolean("crds.update")) {
            generated.forEach((name, yaml) -> write(INSTALLED.resolve(name), yaml));
        }
        assertThat(read(INSTALLED))
                .as("deploy/crds differs from org.storkee.api; run this test with -Dcrds.update=true and commit")
                .isEqualTo(generated);
    }

    @Test
    void theEnumsHaveTheExactValuesOfTheWire() {
        assertThat(enumOf(spec("nodestorages").get("state")))
                .containsExactlyInAnyOrder("Online", "Degraded", "StorageDown", "Offline", "Unreachable");
        assertThat(enumOf(replica().get("state"))).containsExactlyInAnyOrder("UpToDate", "Syncing", "Failed");
    }

    @Test
    void whatIsLeftOutGetsTheDocumentedDefault() {
        assertThat(spec("nodestorages").get("driver").getDefault().asText()).isEqualTo("declared.storkee.org");
        assertThat(spec("nodestorages").get("state").getDefault().asText()).isEqualTo("Online");
        assertThat(spec("volumereplicas").get("driver").getDefault().asText()).isEqualTo("declared.storkee.org");
        assertThat(replica().get("state").getDefault().asText()).isEqualTo("UpToDate");
    }

    @Test
    void onlyWhatHasNoDefaultIsRequired() {
        JSONSchemaProps replicas = spec("volumereplicas").get("replicas");
        assertThat(replicas.getItems().getSchema().getRequired()).containsExactly("node");
        assertThat(spec("nodestorages").get("lease").getRequired()).containsExactlyInAnyOrder("name", "namespace");
        assertThat(specSchema("nodestorages").getRequired()).isEmpty();
        assertThat(specSchema("volumereplicas").getRequired()).isEmpty();
    }

    @Test
    void everyFieldIsTyped() {
        assertThat(spec("nodestorages").keySet())
                .containsExactlyInAnyOrder(
                        "driver",
                        "nodeName",
                        "state",
                        "fenced",
                        "message",
                        "addresses",
                        "topology",
                        "capacity",
                        "lease");
        assertThat(spec("volumereplicas").keySet())
                .containsExactlyInAnyOrder(
                        "driver", "volumeHandle", "replicas", "attachedOn", "remoteAccess", "labels", "condition");
        JSONSchemaProps room =
                spec("nodestorages").get("capacity").getProperties().get("available");
        assertThat(room.getXKubernetesIntOrString()).as("400Gi and 400 alike").isTrue();
    }

    @Test
    void bothKindsAreClusterScopedObservationsWithoutStatus() {
        for (String plural : List.of("nodestorages", "volumereplicas")) {
            assertThat(definition(plural).getSpec().getScope()).isEqualTo("Cluster");
            assertThat(version(plural).getSubresources()).isNull();
            assertThat(version(plural).getSchema().getOpenAPIV3Schema().getProperties())
                    .doesNotContainKey("status");
            assertThat(version(plural).getStorage()).isTrue();
        }
    }

    @Test
    void kubectlGetShowsWhatAPersonLooksFor() {
        assertThat(columns("nodestorages")).containsExactly("Driver", "Fenced", "Message", "Node", "State", "Age");
        assertThat(columns("volumereplicas"))
                .containsExactly("Driver", "Replica 1", "Replica 2", "Replica 3", "Handle", "Age");
        assertThat(definition("nodestorages").getSpec().getNames().getShortNames())
                .containsExactly("nst");
        assertThat(definition("volumereplicas").getSpec().getNames().getShortNames())
                .containsExactly("vrep");
    }

    private Map<String, String> generate() {
        new CRDGenerator()
                .customResourceClasses(NodeStorage.class, VolumeReplicas.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new Tidy())
                .inOutputDir(folder.toFile())
                .generate();
        Map<String, String> files = new TreeMap<>();
        read(folder).forEach((name, yaml) -> files.put(name.replace("-v1.yml", ".yaml"), withoutNotice(yaml)));
        return files;
    }

    /** What the generator cannot be told: no {@code status} (we have none), and the age last, as everywhere else. */
    private static final class Tidy implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata crd, String crdVersion) {
            for (var version : ((CustomResourceDefinition) crd).getSpec().getVersions()) {
                version.getSchema().getOpenAPIV3Schema().getProperties().remove("status");
                version.getAdditionalPrinterColumns()
                        .sort(Comparator.comparing(column -> column.getName().equals("Age")));
            }
            return crd;
        }
    }

    private static String withoutNotice(String yaml) {
        return yaml.lines().filter(line -> !line.startsWith("#")).reduce("", (a, b) -> a + b + "\n");
    }

    private static Map<String, String> read(Path folder) {
        try (var files = Files.list(folder)) {
            Map<String, String> texts = new TreeMap<>();
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                if (!file.endsWith("kustomization.yaml")) {
                    texts.put(file.getFileName().toString(), Files.readString(file));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CustomResourceDefinition definition(String plural) {
        String yaml = read(INSTALLED).get(plural + ".storkee.org.yaml");
        return Serialization.unmarshal(yaml, CustomResourceDefinition.class);
    }

    private static CustomResourceDefinitionVersion version(String plural) {
        return definition(plural).getSpec().getVersions().getFirst();
    }

    private static JSONSchemaProps specSchema(String plural) {
        return version(plural).getSchema().getOpenAPIV3Schema().getProperties().get("spec");
    }

    private static Map<String, JSONSchemaProps> spec(String plural) {
        return specSchema(plural).getProperties();
    }

    private static Map<String, JSONSchemaProps> replica() {
        return spec("volumereplicas").get("replicas").getItems().getSchema().getProperties();
    }

    private static List<String> enumOf(JSONSchemaProps schema) {
        return schema.getEnum().stream().map(value -> value.asText()).toList();
    }

    private static List<String> columns(String plural) {
        return version(plural).getAdditionalPrinterColumns().stream()
                .map(CustomResourceColumnDefinition::getName)
                .toList();
    }
}
