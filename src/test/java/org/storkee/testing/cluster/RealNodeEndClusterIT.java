package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A real node leaves nothing behind on the machine, however it ends. */
@ClusterTest
@NeedsRealNode
class RealNodeEndClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

    @Test
    void aKilledNodeTakesItsPodsAndMountsAlongAndClosingTakesBackTheRest(TestCluster cluster) throws IOException {
        String forwarding = Files.readString(FORWARDING);
        RealNode node = RealNode.start(cluster, "killed", Map.of());
        cluster.client().resource(pod(node)).create();
        Path beats = node.data().resolve("beats");
        await().atMost(SOON).until(() -> Files.exists(beats));
        assertThat(cgroups()).contains(node.files().cgroup());

        ProcessHandle first = ProcessHandle.of(node.firstProcess()).orElseThrow();
        first.destroyForcibly();

        await().atMost(SOON).until(() -> !node.kubelet().isAlive());
        await().atMost(SOON)
                .until(() -> lastWritten(beats).isBefore(Instant.now().minusSeconds(2)));
        assertThat(Files.readString(Path.of("/proc/mounts")))
                .doesNotContain(cluster.folder().resolve("killed").toString());

        node.close();

        assertThat(cgroups()).doesNotContain(node.files().cgroup());
        assertThat(Files.readString(Path.of("/proc/net/fib_trie")))
                .doesNotContain(node.files().address());
        assertThat(FORWARDING).hasContent(forwarding);
        assertThat(cluster.client().nodes().withName("killed").get()).isNull();
    }

    /** A pod that runs writes five times a second. */
    private static Instant lastWritten(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    private static String cgroups() {
        StringBuilder found = new StringBuilder();
        for (Path mount : RealNodeHost.cgroupMounts()) {
            found.append(String.join(" ", mount.toFile().list())).append(' ');
        }
        return found.toString();
    }

    private static Pod pod(RealNode node) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("beating")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node.name())
                .addNewContainer()
                .withName("main")
                .withImage(RealNode.IMAGE)
                .withImagePullPolicy("Never")
                .withCommand("sh", "-c", "while :; do echo beat >> /data/beats; sleep 0.2; done")
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewHostPath(node.data().toString(), "Directory")
                .endVolume()
                .endSpec()
                .build();
    }
}
