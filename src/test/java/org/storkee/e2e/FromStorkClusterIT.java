package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.cluster.TestCluster;

/**
 * The commands of {@code docs/from-stork.md}, taken from the page and run in its order, where objects with the names and
 * selectors of upstream's are. On a cluster of its own: it replaces roles that others on the shared one rely on.
 */
class FromStorkClusterIT {
    private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(.*?)```");
    private static final Pattern OVERLAY = Pattern.compile("(?s)```yaml\n(.*?)```");

    private TestCluster cluster;
    private KubernetesClient client;
    private List<HasMetadata> upstream;

    @TempDir
    private Path folder;

    @BeforeEach
    void upstreamIsThere() throws IOException {
        Path root = Repository.root();
        cluster = TestCluster.start(root.resolve("target/cluster-from-stork")).stopAtExit();
        client = cluster.client();
        String page = Files.readString(root.resolve("docs/from-stork.md"));
        copy(root.resolve("deploy"), folder.resolve("deploy"));
        Files.createDirectory(folder.resolve("side-by-side"));
        Files.writeString(
                folder.resolve("side-by-side/kustomization.yaml"),
                blocks(OVERLAY, page).getFirst());
        Path objects = root.resolve("src/test/resources/migration/upstream-objects.yaml");
        cluster.kubectl("create", "-f", objects.toString());
        try (var in = Files.newInputStream(objects)) {
            upstream = client.load(in).items();
        }
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void upstreamIsLeftAloneThenReplacedThenBack() throws IOException {
        List<String> steps = blocks(COMMANDS, Files.readString(Repository.root().resolve("docs/from-stork.md")));
        assertThat(steps)
                .as("keep, side by side, switch, end of side by side, back")
                .hasSize(5);

        run(steps.get(0));
        Map<String, String> before = versions();
        run(steps.get(1));
        assertThat(versions()).as("upstream's objects, side by side with ours").isEqualTo(before);
        assertThat(selectors("stork-ee")).isEqualTo(Map.of("name", "stork-ee"));
        assertThat(service("stork-service-ee")).isEqualTo(Map.of("name", "stork-ee"));
        assertThat(mayLeadAs("stork-ee")).isTrue();
        assertThat(mayLeadAs("stork")).as("upstream's lease").isFalse();

        run(steps.get(2));
        assertThat(image("stork")).startsWith("stork-ee:");
        assertThat(image("stork-scheduler")).contains("kube-scheduler:v1");
        assertThat(mayDoAnything()).isFalse();

        run(steps.get(3));
        assertThat(deployment("stork-ee")).isNull();
        assertThat(cluster.kubectl("get", "crd", "-o", "name")).contains("nodestorages.storkee.org");

        run(steps.get(4));
        assertThat(image("stork")).isEqualTo("openstorage/stork:2.2.4");
        assertThat(image("stork-scheduler")).isEqualTo("kube-scheduler:of-upstream");
        assertThat(selectors("stork")).isEqualTo(Map.of("name", "stork", "tier", "control-plane"));
        assertThat(mayDoAnything()).isTrue();
        assertThat(cluster.kubectl(
                        "-n", "kube-system", "get", "service", "stork-service", "-o", "jsonpath={.spec.ports}"))
                .contains("443");
    }

    private void run(String commands) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", commands);
        shell.directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = shell.environment();
        environment.put("PATH", cluster.kubectlProgram().getParent() + ":" + environment.get("PATH"));
        environment.put("KUBECONFIG", cluster.kubeconfig().toString());
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(process.exitValue()).as("%s%n%s", commands, output).isZero();
    }

    /** Which object upstream has in which version: generation where there is one, for a status may change. */
    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        for (HasMetadata object : upstream) {
            HasMetadata now = client.resource(object).get();
            Long generation = now.getMetadata().getGeneration();
            versions.put(
                    now.getKind() + " " + now.getMetadata().getName(),
                    now.getMetadata().getUid() + " "
                            + (generation == null ? now.getMetadata().getResourceVersion() : generation));
        }
        return versions;
    }

    private Deployment deployment(String name) {
        return client.apps()
                .deployments()
                .inNamespace("kube-system")
                .withName(name)
                .get();
    }

    private String image(String deployment) {
        return deployment(deployment)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private Map<String, String> selectors(String deployment) {
        return deployment(deployment).getSpec().getSelector().getMatchLabels();
    }

    private Map<String, String> service(String name) {
        return client.services()
                .inNamespace("kube-system")
                .withName(name)
                .get()
                .getSpec()
                .getSelector();
    }

    /** Whether the account that stands beside upstream's may hold the lease of this name. */
    private boolean mayLeadAs(String lease) {
        SubjectAccessReview question = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:kube-system:stork-account-ee")
                .withNewResourceAttributes()
                .withGroup("coordination.k8s.io")
                .withResource("leases")
                .withNamespace("kube-system")
                .withName(lease)
                .withVerb("patch")
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.resource(question).create().getStatus().getAllowed();
    }

    private boolean mayDoAnything() {
        return client.rbac().clusterRoles().withName("stork-role").get().getRules().stream()
                .anyMatch(rule -> rule.getVerbs().contains("*"));
    }

    private static List<String> blocks(Pattern pattern, String page) {
        return pattern.matcher(page)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
