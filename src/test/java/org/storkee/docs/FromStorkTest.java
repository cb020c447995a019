package org.storkee.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.operations.config.Setting;
import org.storkee.operations.config.Settings;

/** What the page for those who come from upstream says is kept, is in the code; what it says is not there, is not. */
class FromStorkTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final String PAGE = read(ROOT.resolve("docs/from-stork.md"));
    private static final String CONFIGURATION = read(ROOT.resolve("docs/configuration.md"));
    private static final String FLAGS =
            read(ROOT.resolve("src/main/java/org/storkee/operations/launcher/UpstreamFlag.java"));
    private static final String SOURCES = sources();
    private static final String SETTINGS =
            read(ROOT.resolve("src/main/resources/META-INF/microprofile-config.properties"));

    /** A row of a table: what upstream has, what becomes of it here, and the rest of the row. */
    record Row(String name, String fate, String rest) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> flags() {
        return rows("Flags").stream().filter(row -> row.name().startsWith("-")).toList();
    }

    static List<Row> mapped() {
        return Stream.of("Variables", "Annotations and labels", "Events", "Metrics")
                .flatMap(table -> rows(table).stream())
                .toList();
    }

    @Test
    void thePageNamesEveryFlagOfUpstreamOnce() {
        List<String> known = keysByFlag().keySet().stream()
                .map(name -> (name.length() == 1 ? "-" : "--") + name)
                .toList();
        assertThat(known).hasSizeGreaterThan(25);
        assertThat(flags().stream().map(Row::name)).containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @MethodSource("flags")
    void theFlagBecomesWhatThePageSays(Row flag) {
        String name = flag.name().replaceFirst("^-+", "");
        String key = keysByFlag().get(name);
        if (name.length() == 1) {
            assertThat(flag.rest()).contains("as `--");
        } else if (key.isEmpty()) {
            assertThat(flag.rest()).startsWith("no effect");
        } else {
            assertThat(flag.rest()).contains(key);
        }
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void whatIsKeptIsInTheCodeAndWhatIsNotThereIsNot(Row row) {
        if (row.fate().equals("kept")) {
            assertThat(code(row.name())).as("%s is kept", row.name()).isTrue();
        } else if (row.fate().equals("not there yet")) {
            assertThat(code(row.name())).as("%s is not there yet", row.name()).isFalse();
        } else {
            assertThat(row.fate()).isIn("no effect", "other");
        }
    }

    @Test
    void everyKeyOnThePageIsASetting() {
        List<String> keys =
                Settings.ofThisBuild().all().stream().map(Setting::key).toList();
        assertThat(found("`(stork\\.[a-z][a-z.-]+)(?:=[^`]*)?`"))
                .hasSizeGreaterThan(15)
                .filteredOn(key -> !key.startsWith("stork.libopenstorage"))
                .isSubsetOf(keys);
    }

    @Test
    void everySeriesOnThePageIsExportedOrSaidNotToBeThere() {
        List<String> missing = mapped().stream()
                .filter(row -> !row.fate().equals("kept"))
                .map(row -> row.name() + " " + row.rest())
                .toList();
        assertThat(found("\\b(stork_[a-z_]+[a-z])"))
                .hasSizeGreaterThan(8)
                .allSatisfy(series -> assertThat(exported(series.replaceAll("_count$", ""))
                                || missing.stream().anyMatch(row -> row.contains(series)))
                        .as(series)
                        .isTrue());
    }

    /** The key each flag sets, by the flag's name without dashes; empty where it sets none. */
    private static Map<String, String> keysByFlag() {
        Map<String, String> keys = new TreeMap<>();
        Pattern.compile("new UpstreamFlag\\(\\s*\"([^\"]+)\",\\s*(?:Kind\\.\\w+,\\s*\"([^\"]+)\")?")
                .matcher(FLAGS)
                .results()
                .forEach(found -> keys.put(found.group(1), found.group(2) == null ? "" : found.group(2)));
        return keys;
    }

    private static boolean code(String name) {
        // Keys of one prefix are put together in the code.
        String lastPart = "\"" + name.substring(name.indexOf('/') + 1) + "\"";
        return SOURCES.contains(name)
                || SOURCES.contains(lastPart)
                || SETTINGS.contains(name)
                || exported(name)
                || name.equals("KUBECONFIG");
    }

    /** By the page of all series, which {@link DocumentationTest} compares with the code. */
    private static boolean exported(String series) {
        return CONFIGURATION.contains("| `" + series + "` |");
    }

    private static TreeSet<String> found(String pattern) {
        TreeSet<String> found = new TreeSet<>();
        Pattern.compile(pattern).matcher(PAGE).results().forEach(match -> found.add(match.group(1)));
        return found;
    }

    /** Rows of the table under a heading whose first cell is one or more names in code marks; one entry for each name. */
    private static List<Row> rows(String heading) {
        String section = PAGE.substring(PAGE.indexOf("\n## " + heading + "\n") + 1);
        int end = section.indexOf("\n## ");
        return Pattern.compile("(?m)^\\| (`[^|]+) \\|([^|]*)\\|([^|]*)\\|$")
                .matcher(end < 0 ? section : section.substring(0, end))
                .results()
                .flatMap(FromStorkTest::named)
                .toList();
    }

    private static Stream<Row> named(MatchResult row) {
        return Pattern.compile("`([^`]+)`")
                .matcher(row.group(1))
                .results()
                .map(name -> new Row(
                        name.group(1), row.group(2).strip(), row.group(3).strip()));
    }

    /** All of the product's code but the lists of upstream's flags and variables. */
    private static String sources() {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT.resolve("src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.getFileName().toString().startsWith("Upstream"))
                    .sorted()
                    .toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
