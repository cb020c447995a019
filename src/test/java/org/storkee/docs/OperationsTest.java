package org.storkee.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for operators names tests that are there, and the two ways to run a scheduler differ as it says. */
class OperationsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path SCHEDULERS = ROOT.resolve("deploy/scheduler");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(ROOT.resolve("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        List<String> named = Pattern.compile("`([A-Z]\\w+(?:IT|Test))`")
                .matcher(Files.readString(ROOT.resolve("docs/operations.md")))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(named).hasSizeGreaterThan(5).isSubsetOf(tests);
    }

    @Test
    void everyComponentIsInTheTableOfThePageOnDeployment() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/deployment.md"));
        try (Stream<Path> folders = Files.list(ROOT.resolve("deploy"))) {
            List<String> components = folders.filter(OperationsTest::isComponent)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            assertThat(components)
                    .hasSizeGreaterThan(8)
                    .allSatisfy(name -> assertThat(page).contains("\n| `" + name + "` |"));
        }
    }

    private static boolean isComponent(Path folder) {
        Path file = folder.resolve("kustomization.yaml");
        try {
            return Files.exists(file) && Files.readString(file).contains("\nkind: Component\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theTwoSchedulersAskStorkInTheSameWayButForWhatHappensWithoutIt() throws IOException {
        Map<String, Object> own = extender("stork-config.yaml");
        Map<String, Object> clusters = extender("default-scheduler-config.yaml");
        assertThat(own.remove("ignorable")).isEqualTo(false);
        assertThat(clusters.remove("ignorable")).isEqualTo(true);
        assertThat(clusters).isEqualTo(own).containsEntry("weight", 5);
    }

    @Test
    void theClustersSchedulerServesBothNamesAlike() throws IOException {
        List<Map<String, Object>> profiles = list("default-scheduler-config.yaml", "profiles");
        Map<String, Object> shipped = list("stork-config.yaml", "profiles").getFirst();
        assertThat(profiles)
                .extracting(profile -> profile.get("schedulerName"))
                .containsExactly("default-scheduler", "stork");
        assertThat(profiles)
                .allSatisfy(profile -> assertThat(profile.get("pluginConfig")).isEqualTo(shipped.get("pluginConfig")));
    }

    private static Map<String, Object> extender(String file) throws IOException {
        return new HashMap<>(list(file, "extenders").getFirst());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(String file, String key) throws IOException {
        Map<String, Object> config = Serialization.unmarshal(Files.readString(SCHEDULERS.resolve(file)), Map.class);
        return (List<Map<String, Object>>) config.get(key);
    }
}
