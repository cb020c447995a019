package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.ShippedManifests;
import org.storkee.testing.cluster.ShippedManifests.SingleFile;
import org.storkee.testing.cluster.TestCluster;

/** What `kubectl apply -k deploy` sends, alone and with each component, is taken by a real API server. */
@ClusterTest
class DeployClusterIT {
    private static final String RESTRICTED = "deploy-restricted";

    private final TestCluster cluster;

    DeployClusterIT(TestCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everythingShippedIsAccepted() {
        assertThat(cluster.kubectl("apply", "--dry-run=server", "-k", "deploy"))
                .contains("deployment.apps/stork", "customresourcedefinition.apiextensions.k8s.io/nodestorages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admission-px-statfs",
                "daemonset",
                "health-out-of-service",
                "mutual-tls",
                "mutual-tls-scheduler",
                "network-policy",
                "plain-http",
                "scrape-annotations"
            })
    void everyComponentIsAccepted(String component) throws IOException {
        Path file = Files.createTempFile("overlay", ".yaml");
        try {
            Files.writeString(file, ShippedManifests.overlay(cluster.kubectlProgram(), component));
            assertThat(cluster.kubectl("apply", "--dry-run=server", "-f", file.toString()))
                    .contains(component.equals("daemonset") ? "daemonset.apps/stork" : "deployment.apps/stork");
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSingleFileIsWhatKustomizeMakes(SingleFile file) throws IOException {
        assertThat(Files.readString(file.path()))
                .as("deploy/%s differs from the folders it is made from; run `make manifests` and commit", file)
                .isEqualTo(file.render(cluster.kubectlProgram()));
    }

    @Test
    void thePodsAreAllowedWhereTheStrictestPodSecurityIsEnforced() {
        KubernetesClient client = cluster.client();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(RESTRICTED)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        try {
            for (String components : List.of("", "daemonset", "mutual-tls", "plain-http")) {
                String[] all = components.isEmpty() ? new String[0] : new String[] {components};
                List<PodTemplateSpec> templates = templates(ShippedManifests.overlay(cluster.kubectlProgram(), all));
                assertThat(templates).hasSize(2);
                templates.forEach(
                        template -> client.resource(pod(template)).dryRun().create());
            }
            Pod unlocked = pod(templates(ShippedManifests.overlay(cluster.kubectlProgram()))
                    .getFirst());
            unlocked.getSpec().getContainers().getFirst().getSecurityContext().setCapabilities(null);
            assertThatThrownBy(() -> client.resource(unlocked).dryRun().create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("restricted");
        } finally {
            client.namespaces().withName(RESTRICTED).delete();
        }
    }

    @Test
    void theRightToTaintNodesIsNotShippedUnasked() {
        assertThat(cluster.kubectl("kustomize", "deploy")).doesNotContain("stork-health-out-of-service");
    }

    @ParameterizedTest
    @MethodSource("org.storkee.testing.cluster.StorkServer#driverComponents")
    void aDriversRightsGrantNothingButReading(Path component) {
        String manifest = component.resolve("rbac.yaml").toString();
        assertThat(cluster.kubectl("create", "--dry-run=client", "-o", "yaml", "-f", manifest))
                .contains("verbs:")
                .doesNotContain("- '*'", "- create", "- update", "- patch", "- delete", "- deletecollection");
    }

    private List<PodTemplateSpec> templates(String manifests) {
        List<HasMetadata> objects = cluster.client()
                .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
                .items();
        return objects.stream()
                .map(object -> switch (object) {
                    case Deployment deployment -> deployment.getSpec().getTemplate();
                    case DaemonSet set -> set.getSpec().getTemplate();
                    default -> null;
                })
                .filter(Objects::nonNull)
                .toList();
    }

    /** Without the priority class, which not every namespace may use. */
    private static Pod pod(PodTemplateSpec template) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(RESTRICTED)
                .withName("pod")
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .editSpec()
                .withPriorityClassName(null)
                .endSpec()
                .build();
    }
}
