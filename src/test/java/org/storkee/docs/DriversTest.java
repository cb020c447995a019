package org.storkee.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a driver brings beside its code is there: its name among the settings, its page, its rights. */
class DriversTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path COMPONENTS = ROOT.resolve("deploy/drivers");

    static List<String> drivers() throws IOException {
        return directories(ROOT.resolve("src/main/java/org/storkee/drivers"));
    }

    static List<String> components() throws IOException {
        return directories(COMPONENTS);
    }

    @Test
    void theSettingAllowsTheDriversThereAre() throws IOException {
        String settings = Files.readString(ROOT.resolve("src/main/resources/META-INF/microprofile-config.properties"));
        Matcher allowed = Pattern.compile("\\[list of auto, ([a-z, ]+)]\\s*stork\\.drivers=")
                .matcher(settings);
        assertThat(allowed.find()).isTrue();
        assertThat(allowed.group(1).split(", ")).containsExactlyInAnyOrderElementsOf(drivers());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void theDriverHasAPageWithItsRightsAndLimits(String driver) throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/drivers/" + driver + ".md")))
                .contains("## What it reads", "## Settings", "## Rights", "## What it cannot know");
        assertThat(Files.readString(ROOT.resolve("docs/drivers/README.md")))
                .contains("| `" + driver + "` |", "](" + driver + ".md)");
    }

    @Test
    void whatThePageForAuthorsShowsIsTheToy() throws IOException {
        StringBuilder toy = new StringBuilder();
        for (Path source : files(ROOT.resolve("src/test/java/org/storkee/drivers/toy"))) {
            toy.append(withoutIndents(Files.readString(source)));
        }
        String page = Files.readString(ROOT.resolve("docs/drivers/writing-a-driver.md"));
        List<String> samples = Pattern.compile("(?s)```java\n(.*?)```")
                .matcher(page)
                .results()
                .map(sample -> withoutIndents(sample.group(1)))
                .toList();
        assertThat(samples)
                .hasSizeGreaterThan(5)
                .allSatisfy(sample -> assertThat(toy).contains(sample));
    }

    @Test
    void everyDriversRightsAreShipped() throws IOException {
        String whole = Files.readString(ROOT.resolve("deploy/kustomization.yaml"));
        assertThat(drivers()).containsAll(components());
        assertThat(components()).allSatisfy(name -> assertThat(whole).contains("- drivers/" + name + "\n"));
    }

    @ParameterizedTest
    @MethodSource("components")
    void aDriverMayOnlyRead(String driver) throws IOException {
        Path component = COMPONENTS.resolve(driver);
        assertThat(Files.readString(component.resolve("kustomization.yaml"))).contains("kind: Component", "rbac.yaml");
        List<PolicyRule> rules = new ArrayList<>();
        for (String document : Files.readString(component.resolve("rbac.yaml")).split("(?m)^---$")) {
            Object object = Serialization.unmarshal(document);
            if (object instanceof ClusterRole role) {
                assertThat(role.getMetadata().getName()).isEqualTo("stork-driver-" + driver);
                rules.addAll(role.getRules());
            } else if (object instanceof Role role) {
                rules.addAll(role.getRules());
            }
        }
        assertThat(rules)
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch"));
    }

    private static String withoutIndents(String text) {
        return text.replaceAll("(?m)^ +", "").strip();
    }

    private static List<Path> files(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static List<String> directories(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isDirectory)
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
