package org.storkee.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** What the API server makes of the declared API's definitions: it checks, defaults, and shows. */
@ClusterTest
class DeclaredApiClusterIT {
    private static final String NAME = "declared-api-test";

    private static TestCluster cluster;

    @BeforeAll
    static void install(TestCluster shared) {
        cluster = shared;
        cluster.applyManifests(Path.of("deploy", "crds"));
        cluster.kubectl("wait", "--for=condition=Established", "crd/nodestorages.storkee.org");
        cluster.kubectl("wait", "--for=condition=Established", "crd/volumereplicas.storkee.org");
    }

    @AfterEach
    void remove() {
        cluster.client().resources(NodeStorage.class).withName(NAME).delete();
        cluster.client().resources(VolumeReplicas.class).withName(NAME).delete();
    }

    @Test
    void whatIsLeftOutIsFilledIn() {
        NodeStorage created = cluster.client().resource(nodeStorage()).create();
        assertThat(created.getSpec().getState()).isEqualTo(NodeState.ONLINE);
        assertThat(created.getSpec().getDriver()).isEqualTo("declared.storkee.org");
    }

    @Test
    void anUnknownStateIsRejectedWithTheAllowedOnes() {
        assertThatThrownBy(() -> createRaw("NodeStorage", "nodestorages", Map.of("state", "Onlin")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.state")
                .hasMessageContaining("StorageDown");
    }

    @Test
    void aReplicaNeedsAMachine() {
        assertThatThrownBy(() -> createRaw(
                        "VolumeReplicas",
                        "volumereplicas",
                        Map.of("replicas", java.util.List.of(Map.of("state", "UpToDate")))))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.replicas[0].node");
    }

    @Test
    void kubectlGetShowsEveryReplica() {
        createRaw(
                "VolumeReplicas",
                "volumereplicas",
                Map.of("replicas", java.util.List.of(Map.of("node", "left"), Map.of("node", "right"))));
        assertThat(cluster.kubectl("get", "vrep", NAME))
                .contains("REPLICA 1", "REPLICA 2")
                .contains("left", "right", "declared.storkee.org");
    }

    @Test
    void kubectlGetShowsTheState() {
        createRaw("NodeStorage", "nodestorages", Map.of("state", "StorageDown", "message", "2 of 4 disks failed"));
        assertThat(cluster.kubectl("get", "nst", NAME, "-o", "wide")).contains("StorageDown", "2 of 4 disks failed");
    }

    private static NodeStorage nodeStorage() {
        NodeStorage node = new NodeStorage();
        node.getMetadata().setName(NAME);
        return node;
    }

    private static void createRaw(String kind, String plural, Map<String, Object> spec) {
        var type = new ResourceDefinitionContext.Builder()
                .withGroup("storkee.org")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build();
        var object = new io.fabric8.kubernetes.api.model.GenericKubernetesResource();
        object.setApiVersion("storkee.org/v1alpha1");
        object.setKind(kind);
        object.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName(NAME)
                .build());
        object.setAdditionalProperty("spec", spec);
        cluster.client().genericKubernetesResources(type).resource(object).create();
    }
}
