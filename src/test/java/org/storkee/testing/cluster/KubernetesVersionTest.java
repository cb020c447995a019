package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which Kubernetes the test cluster runs, and that its module is of one piece. */
class KubernetesVersionTest {
    private static final Pattern STAGING = Pattern.compile("(?m)^\\tk8s\\.io/\\S+ => \\S+ v0\\.(\\S+)$");

    static List<KubernetesVersion> versions() {
        return KubernetesVersion.all();
    }

    @Test
    void theNewestThreeMinorsAreThereAndTheNewestIsTakenUnasked() {
        List<Integer> minors = versions().stream().map(KubernetesVersion::minor).toList();
        assertThat(minors).hasSizeGreaterThanOrEqualTo(3).isSorted().doesNotHaveDuplicates();
        assertThat(minors.getLast() - minors.getFirst())
                .as("no minor is left out")
                .isEqualTo(minors.size() - 1);
        assertThat(KubernetesVersion.of("").isNewest()).isTrue();
    }

    @Test
    void aVersionIsFoundByItsMinor() {
        KubernetesVersion oldest = versions().getFirst();
        assertThat(KubernetesVersion.of(oldest.name())).isEqualTo(oldest);
        assertThat(oldest.isNewest()).isFalse();
    }

    @Test
    void aVersionThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> KubernetesVersion.of("1.2"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("no Kubernetes 1.2")
                .hasMessageContaining(versions().getFirst().name())
                .hasMessageContaining(KubernetesVersion.VARIABLE);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyPartOfAControlPlaneIsOfOneVersion(KubernetesVersion version) throws IOException {
        Path module = Repository.root().resolve("src/test/cluster").resolve(version.module());
        List<String> parts = STAGING.matcher(Files.readString(module.resolve("go.mod")))
                .results()
                .map((MatchResult part) -> part.group(1))
                .distinct()
                .toList();
        assertThat(parts)
                .containsExactly(version.full().substring(version.full().indexOf('.') + 1));
        assertThat(module.resolve("go.sum")).exists();
    }
}
