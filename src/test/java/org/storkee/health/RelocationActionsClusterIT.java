package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.Leadership;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Repository;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** What each write does, with the shipped roles, to a real API server's objects, and to those of the same name. */
@ClusterTest
class RelocationActionsClusterIT {
    private static final String NODE = "actions-node";

    private final TestCluster cluster;
    private final KubernetesClient client;
    private final KubernetesClient stork;
    private final RelocationActions actions = new RelocationActions();
    private boolean leads = true;

    RelocationActionsClusterIT(TestCluster cluster) {
        this.cluster = cluster;
        client = cluster.client();
        StorkServer.install(cluster);
        Path taints = Repository.root().resolve("deploy/health-out-of-service/rbac.yaml");
        cluster.applyManifests(taints);
        stork = TestCluster.clientFor(cluster.kubeconfigFor("kube-system", "stork-account"));
        await().until(this::rightsAreKnown);
        actions.client = stork;
        actions.clock = Clock.systemUTC();
        actions.leadership = new Leadership() {
            @Override
            public boolean isLeader() {
                return leads;
            }
        };
    }

    @AfterEach
    void clear() {
        client.pods()
                .inNamespace("default")
                .withName("actions")
                .withGracePeriod(0)
                .delete();
        client.nodes().withName(NODE).delete();
        client.storage().v1().volumeAttachments().withName("actions").delete();
        stork.close();
        cluster.kubectl(
                "delete", "--ignore-not-found", "clusterrolebindings,clusterroles", "stork-health-out-of-service");
    }

    /** The API server hears of roles and bindings one by one, a moment after they were made. */
    private boolean rightsAreKnown() {
        return Stream.of(
                        attributes("patch", "", "pods", "status"),
                        attributes("delete", "", "pods", ""),
                        attributes("delete", "storage.k8s.io", "volumeattachments", ""),
                        attributes("patch", "", "nodes", ""))
                .allMatch(this::mayStork);
    }

    private static ResourceAttributes attributes(String verb, String group, String resource, String part) {
        return new ResourceAttributesBuilder()
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(part)
                .build();
    }

    private boolean mayStork(ResourceAttributes right) {
        return stork.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withResourceAttributes(right)
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    @Test
    void aPodIsMarkedAndDeletedByItsUid() {
        PodId pod = create();
        assertThat(actions.markDisrupted(pod, "StorageDriverOffline", "because"))
                .isTrue();
        assertThat(pod().getStatus().getConditions())
                .anyMatch(c -> c.getType().equals("DisruptionTarget")
                        && c.getStatus().equals("True")
                        && c.getReason().equals("StorageDriverOffline")
                        && c.getMessage().equals("because"));
        assertThat(actions.deleteGracefully(pod)).isTrue();
        assertThat(pod()).isNull(); // it was on no node, so nobody has to end it
        assertThat(actions.deleteGracefully(pod)).isFalse();
        assertThat(actions.markDisrupted(pod, "StorageDriverOffline", "because"))
                .isFalse();
    }

    @Test
    void anotherPodOfTheSameNameIsLeftAlone() {
        PodId former = create();
        actions.deleteByForce(former);
        PodId successor = create();
        assertThat(actions.markDisrupted(former, "StorageDriverOffline", "because"))
                .isFalse();
        assertThat(actions.deleteGracefully(former)).isFalse();
        assertThat(actions.deleteByForce(former)).isFalse();
        assertThat(pod().getMetadata().getUid()).isEqualTo(successor.uid());
        assertThat(pod().getMetadata().getDeletionTimestamp()).isNull();
        assertThat(pod().getStatus().getConditions()).noneMatch(c -> c.getType().equals("DisruptionTarget"));
    }

    @Test
    void anAttachmentIsRemovedByItsUid() {
        VolumeAttachment made = client.resource(new VolumeAttachmentBuilder()
                        .withNewMetadata()
                        .withName("actions")
                        .endMetadata()
                        .withNewSpec()
                        .withAttacher("a.example.com")
                        .withNodeName(NODE)
                        .withNewSource()
                        .withPersistentVolumeName("pv")
                        .endSource()
                        .endSpec()
                        .build())
                .create();
        assertThat(actions.remove(attachment("another"))).isFalse();
        assertThat(actions.remove(attachment(made.getMetadata().getUid()))).isTrue();
        assertThat(client.storage().v1().volumeAttachments().withName("actions").get())
                .isNull();
    }

    @Test
    void ourTaintComesAndGoesAndOthersStay() {
        node("example.com/other", "value");
        NodeEvidence proven = evidence();
        written(node -> actions.taint(proven));
        assertThat(actions.taint(proven)).isFalse();
        assertThat(taints()).extracting(Taint::getKey).contains("example.com/other", NodeEvidence.TAINT);
        assertThat(taints()).extracting(Taint::getValue).contains(NodeEvidence.OUR_TAINT_VALUE);
        written(actions::untaint);
        assertThat(actions.untaint(NODE)).isFalse();
        assertThat(taints())
                .extracting(Taint::getKey)
                .contains("example.com/other")
                .doesNotContain(NodeEvidence.TAINT);
    }

    @Test
    void somebodyElsesOutOfServiceTaintIsNeitherTakenOverNorRemoved() {
        node(NodeEvidence.TAINT, "nodeshutdown");
        assertThat(actions.taint(evidence())).isFalse();
        assertThat(actions.untaint(NODE)).isFalse();
        assertThat(taints())
                .filteredOn(t -> NodeEvidence.TAINT.equals(t.getKey()))
                .singleElement()
                .satisfies(t -> assertThat(t.getValue()).isEqualTo("nodeshutdown"));
    }

    @Test
    void aNodeThatIsNoLongerWhatTheProofWasAboutIsNotTainted() {
        node("example.com/other", "value");
        NodeEvidence replaced = evidence();
        client.nodes().withName(NODE).delete();
        node("example.com/other", "value");
        assertThat(actions.taint(replaced)).isFalse();
        NodeEvidence former = evidence();
        boot("the next one", "False");
        assertThat(actions.taint(former)).isFalse();
        NodeEvidence lost = evidence();
        boot("the next one", "True");
        assertThat(actions.taint(lost)).isFalse();
        assertThat(taints()).extracting(Taint::getKey).doesNotContain(NodeEvidence.TAINT);
    }

    @Test
    void aReplicaThatDoesNotLeadWritesNothing() {
        PodId pod = create();
        leads = false;
        assertThatThrownBy(() -> actions.deleteByForce(pod)).isInstanceOf(NotLeadingException.class);
        assertThatThrownBy(() -> actions.markDisrupted(pod, "r", "m")).isInstanceOf(NotLeadingException.class);
        assertThat(pod().getMetadata().getUid()).isEqualTo(pod.uid());
    }

    /** A new node is written by others, too; what that gets in the way of is tried again, as the server does. */
    private static void written(Predicate<String> write) {
        await().ignoreException(KubernetesClientException.class).until(() -> write.test(NODE));
    }

    private PodId create() {
        Pod made = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("actions")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedulerName("none")
                        .addNewContainer()
                        .withName("main")
                        .withImage("registry.k8s.io/pause:3.10")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        return PodSignals.id(made);
    }

    private Pod pod() {
        return client.pods().inNamespace("default").withName("actions").get();
    }

    private void node(String taint, String value) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .withNewSpec()
                        .addNewTaint("NoSchedule", taint, null, value)
                        .endSpec()
                        .build())
                .create();
    }

    private void boot(String id, String ready) {
        written(name -> client.nodes()
                        .withName(name)
                        .editStatus(node -> new NodeBuilder(node)
                                .editOrNewStatus()
                                .withConditions(new NodeConditionBuilder()
                                        .withType("Ready")
                                        .withStatus(ready)
                                        .build())
                                .editOrNewNodeInfo()
                                .withBootID(id)
                                .endNodeInfo()
                                .endStatus()
                                .build())
                != null);
    }

    private NodeEvidence evidence() {
        Node node = client.nodes().withName(NODE).get();
        return new NodeEvidence(
                NODE,
                node.getMetadata().getUid(),
                NodeSignals.bootId(node),
                KubeletSignal.LOST,
                false,
                true,
                false,
                NodeEvidence.OutOfService.ABSENT,
                false,
                Map.of());
    }

    private List<Taint> taints() {
        Node node = client.nodes().withName(NODE).get();
        return node.getSpec().getTaints();
    }

    private static AttachmentEvidence attachment(String uid) {
        return new AttachmentEvidence("actions", uid, NODE, "a.example.com", null, "pv", null);
    }
}
