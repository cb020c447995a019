package org.storkee.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.storkee.testing.cluster.Repository;

/** What of the platform is loaded: each feature costs every start, so what few want waits in a file of its own. */
class ServerFeaturesTest {
    private static final Path LIBERTY = Repository.root().resolve("src/main/liberty");
    private static final Pattern FEATURE = Pattern.compile("<feature>(.+?)</feature>");

    @Test
    void theShippedServerLoadsNoMoreThanTheApplicationNeeds() throws IOException {
        assertThat(features(LIBERTY.resolve("config")))
                .containsExactlyInAnyOrder(
                        "restfulWS-4.0",
                        "jsonp-2.1",
                        "cdi-4.1",
                        "enterpriseBeansLite-4.0",
                        "concurrent-3.1",
                        "mpConfig-3.1",
                        "mpHealth-4.0",
                        "mpMetrics-5.1");
    }

    @Test
    void adminCenterAndTracesAreInFilesThatAreIncludedWhenAskedFor() throws IOException {
        assertThat(features(LIBERTY.resolve("optional")))
                .containsExactlyInAnyOrder("adminCenter-1.0", "mpTelemetry-2.1");
    }

    private static List<String> features(Path folder) throws IOException {
        List<String> features = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".xml")).toList()) {
                FEATURE.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .map(one -> one.replaceAll("<.*?>", ""))
                        .forEach(features::add);
            }
        }
        return features;
    }
}
