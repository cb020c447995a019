package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.testing.cluster.ImageArchive;
import org.storkee.testing.cluster.ImageTree;
import org.storkee.testing.cluster.NeedsImageTree;
import org.storkee.testing.cluster.Repository;

/** The OCI image archive that {@code make image} leaves: what is in it, and what it says of itself. */
@NeedsImageTree
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageArchiveIT {
    private static final Pattern ENTRY =
            Pattern.compile("(\\S{10}) (\\d+)/(\\d+) +\\d+ (\\S+ \\S+) (\\S+?)/?(?: (?:->|link to) (.*))?");

    @TempDir
    static Path folder;

    private ImageTree tree;
    private ImageArchive archive;

    @BeforeAll
    void packs() {
        tree = ImageTree.ofThisBuild();
        archive = ImageArchive.open(tree.pack("stork-ee.tar"), folder);
    }

    @Test
    void itsConfigurationIsWhatTheContainerfileSays() throws IOException {
        JsonNode image = archive.configuration();
        JsonNode config = image.path("config");
        assertThat(config.path("User").asText()).isEqualTo(containerfile("USER").getFirst());
        assertThat(config.path("StopSignal").asText()).isEqualTo("SIGTERM");
        assertThat(config.path("Entrypoint").toString())
                .isEqualTo(containerfile("ENTRYPOINT").getFirst());
        assertThat(config.has("Cmd") || config.has("Volumes")).isFalse();
        assertThat(texts(config.path("Env"))).containsExactlyInAnyOrderElementsOf(containerfile("ENV"));
        assertThat(config.path("ExposedPorts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(containerfile("EXPOSE").stream()
                        .map(port -> port + "/tcp")
                        .toList());
        List<String> labels = new ArrayList<>();
        config.path("Labels")
                .fields()
                .forEachRemaining(label ->
                        labels.add(label.getKey() + "=\"" + label.getValue().asText() + "\""));
        assertThat(labels).containsExactlyInAnyOrderElementsOf(containerfile("LABEL"));
        assertThat(image.path("os").asText()).isEqualTo("linux");
        assertThat(image.path("created").asText()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void itsLayersAreTheTreeAndEverythingInThemIsRootsAndWritableByNobodyElse() throws Exception {
        assertThat(archive.layoutVersion()).isEqualTo("1.0.0");
        List<String> content = texts(archive.configuration().at("/rootfs/diff_ids"));
        Set<String> paths = new TreeSet<>();
        for (int i = 0; i < archive.layers().size(); i++) {
            String layer = archive.layers().get(i);
            assertThat(archive.digestOf(layer)).isEqualTo(layer);
            try (InputStream in = archive.layer(layer)) {
                assertThat(ImageArchive.digest(in)).isEqualTo(content.get(i));
            }
            for (String line : list(layer)) {
                Matcher entry = ENTRY.matcher(line);
                assertThat(entry.matches()).as(line).isTrue();
                String path = entry.group(5);
                assertThat(paths.add(path)).as("only in one layer: " + path).isTrue();
                assertThat(entry.group(2) + ":" + entry.group(3)).as(line).isEqualTo("0:0");
                boolean shared = path.equals("tmp") || path.equals("var/stork");
                boolean link = line.startsWith("l");
                assertThat(entry.group(1).matches("[-d]rw[x-]r-[x-]r-[x-]") || shared || link)
                        .as(line)
                        .isTrue();
            }
        }
        try (Stream<Path> all = Files.walk(tree.folder())) {
            assertThat(all.skip(1).map(path -> tree.folder().relativize(path).toString()))
                    .containsExactlyInAnyOrderElementsOf(paths);
        }
    }

    @Test
    void whatAdministratorsMayLogInToIsNotInItUnlessAskedFor() throws IOException {
        try (Stream<Path> all = Files.walk(tree.folder().resolve("opt"))) {
            assertThat(all.map(path -> path.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .noneMatch(name -> name.contains("admincenter") || name.contains("admin-center"))
                    .anyMatch(name -> name.contains("mptelemetry"));
        }
    }

    @Test
    void theSameTreeIsTheSameArchive() throws IOException {
        Path again = tree.pack("again.tar");
        assertThat(Files.mismatch(tree.folder().resolveSibling("stork-ee.tar"), again))
                .isEqualTo(-1);
        Files.delete(again);
    }

    private static List<String> list(String layer) throws Exception {
        Process tar = new ProcessBuilder(
                        "tar",
                        "--numeric-owner",
                        "--utc",
                        "-tvzf",
                        folder.resolve("blobs/" + layer.replace(':', '/')).toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (var reader = tar.inputReader()) {
            lines = reader.lines().toList();
        }
        assertThat(tar.waitFor()).isZero();
        return lines;
    }

    /** The arguments of an instruction of the last stage, one per line there. */
    private static List<String> containerfile(String instruction) throws IOException {
        String text = Files.readString(Repository.root().resolve("deploy/container/Containerfile"));
        return text.substring(text.lastIndexOf("\nFROM scratch\n"))
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
