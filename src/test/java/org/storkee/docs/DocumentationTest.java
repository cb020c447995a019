package org.storkee.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.operations.config.Setting;
import org.storkee.operations.config.Settings;
import org.storkee.scheduling.Refusal;

/** What the pages list is what the code has. */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path MAIN = ROOT.resolve("src/main/java");
    private static final String CONFIGURATION = read(ROOT.resolve("docs/configuration.md"));
    private static final String SCHEDULING = read(ROOT.resolve("docs/scheduling.md"));
    private static final String TESTING = read(ROOT.resolve("docs/testing.md"));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static Stream<Setting> settings() {
        return Settings.ofThisBuild().all().stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theConfigurationPageListsTheKeyWithItsDefault(Setting setting) {
        String standard = setting.standard().isEmpty() ? "empty" : "`" + setting.standard() + "`";
        assertThat(CONFIGURATION).contains("| `" + setting.key() + "` | " + standard + " |");
    }

    @Test
    void theConfigurationPageListsNoKeyThatDoesNotExist() {
        List<String> keys = settings().map(Setting::key).toList();
        assertThat(matches("(?m)^\\| `(stork\\.[a-z.-]+)` \\|", CONFIGURATION)).isSubsetOf(keys);
    }

    @Test
    void theConfigurationPageListsEveryFlagOfUpstream() throws IOException {
        Path flags = MAIN.resolve("org/storkee/operations/launcher/UpstreamFlag.java");
        assertThat(matches("new UpstreamFlag\\(\\s*\"([^\"]+)\"", Files.readString(flags)))
                .isNotEmpty()
                .allSatisfy(flag ->
                        assertThat(CONFIGURATION).contains("`" + (flag.length() == 1 ? "-" : "--") + flag + "`"));
    }

    @Test
    void theConfigurationPageListsEveryMetric() throws IOException {
        Set<String> metrics = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(MAIN)) {
            for (Path source :
                    sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                metrics.addAll(matches("\"(stork_(?!\")[a-z_]+)\"", Files.readString(source)));
            }
        }
        assertThat(metrics)
                .hasSizeGreaterThan(10)
                .allSatisfy(metric -> assertThat(CONFIGURATION).contains("| `" + metric));
    }

    @ParameterizedTest
    @EnumSource
    void theSchedulingPageListsTheReason(Refusal refusal) {
        assertThat(SCHEDULING).contains("`" + refusal.text() + "`");
    }

    @Test
    void theTestingPageNamesTestsThatExist() throws IOException {
        Set<String> classes = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(ROOT.resolve("src/test/java"))) {
            sources.map(p -> p.getFileName().toString()).forEach(name -> classes.add(name.replace(".java", "")));
        }
        List<String> rows =
                TESTING.lines().filter(l -> l.matches("\\| S\\d+ \\|.*")).toList();
        assertThat(rows).hasSize(16);
        assertThat(matches("`(\\w+(?:Test|IT))`", String.join("\n", rows))).isSubsetOf(classes);
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(p -> p.toString().endsWith(".md")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        for (String link : matches(LINK.pattern(), read(page))) {
            if (link.startsWith("http")) {
                continue;
            }
            int hash = link.indexOf('#');
            String file = hash < 0 ? link : link.substring(0, hash);
            Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
            assertThat(target).as("%s links to %s", page.getFileName(), link).exists();
            if (hash >= 0) {
                assertThat(anchors(read(target)))
                        .as("%s links to %s", page.getFileName(), link)
                        .contains(link.substring(hash + 1));
            }
        }
    }

    static Stream<Path> packages() throws IOException {
        try (Stream<Path> sources = Files.walk(MAIN)) {
            return sources
                    .filter(p -> p.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyPackageSaysWhatItMayUseAndNamesItsPage(Path directory) {
        String info = read(directory.resolve("package-info.java"));
        assertThat(info).containsIgnoringCase("use");
        assertThat(matches("\\{@code (docs/[^}]+)}", info))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(ROOT.resolve(page)).exists());
    }

    /** As GitHub makes them: lower case, punctuation dropped, blanks to hyphens. */
    private static Set<String> anchors(String page) {
        Set<String> anchors = new TreeSet<>();
        for (String heading : matches(HEADING.pattern(), page)) {
            anchors.add(heading.toLowerCase(java.util.Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static Set<String> matches(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
