package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.api.VolumeReplicas;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Pods of virtual machines, the K rows of upstream's list, with KubeVirt's resource installed after Stork was started.
 * The resource definition stays in the shared cluster.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeVirtClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: virtualmachineinstances.kubevirt.io}
            spec:
              group: kubevirt.io
              scope: Namespaced
              names: {kind: VirtualMachineInstance, plural: virtualmachineinstances, singular: virtualmachineinstance}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;
    private static final String MACHINE = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachineInstance
            metadata:
              name: machine
              namespace: kubevirt
              ownerReferences:
                - {apiVersion: kubevirt.io/v1, kind: VirtualMachine, name: machine, uid: 6d0ff7f1-0000-4000-8000-000000000001}
            spec:
              domain: {devices: {disks: [{name: cloud-init}, {name: root}]}}
              volumes:
                - {name: cloud-init, cloudInitNoCloud: {userData: x}}
                - {name: root, persistentVolumeClaim: {claimName: root}}
            """;

    private final Testbed bed;
    private final ExtenderHttp http;

    KubeVirtClusterIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, "kubevirt", 6, 8);
        http = new ExtenderHttp(stork.url());
        bed.client.resource(DEFINITION).createOr(existing -> existing.update());
        bed.client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("virtualmachineinstances.kubevirt.io")
                .waitUntilCondition(
                        crd -> crd.getStatus() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(
                                                c -> "Established".equals(c.getType()) && "True".equals(c.getStatus())),
                        30,
                        java.util.concurrent.TimeUnit.SECONDS);
    }

    @BeforeEach
    void makeRootDisk() {
        bed.volume("root", Map.of(), 1, 2, 3);
        bed.client.resources(VolumeReplicas.class).withName("sim-kubevirt-root").edit(volume -> {
            volume.getSpec().setAttachedOn(List.of(bed.node(1)));
            return volume;
        });
    }

    @AfterEach
    void clear() {
        bed.clear();
    }

    @AfterAll
    void remove() {
        bed.close();
    }

    @Test
    void theRootDisksReplicasAreBestTheAttachedOneFirstAndALiveMigrationGoesElsewhere() {
        Pod launcher = launcher("virt-launcher-1", machine());
        awaitScores(launcher, 200, 100, 100, 5, 5, 5);
        Pod running = new PodBuilder(launcher("virt-launcher-0", machine()))
                .editSpec()
                .withNodeName(bed.node(1))
                .endSpec()
                .build();
        bed.create(List.of(running));
        awaitScores(launcher, 200, 5, 5, 100, 100, 100);
        bed.client.resource(machine()).delete();
    }

    @Test
    void aPodWhoseMachineIsNotFoundIsScoredAsAnyOther() {
        GenericKubernetesResource machine = machine();
        bed.client.resource(machine).delete();
        Pod launcher = launcher("virt-launcher-2", machine);
        awaitScores(launcher, 100, 100, 100, 25, 25, 25);
        assertThat(http.kept(launcher, bed.nodes)).isEqualTo(bed.nodes);
    }

    @Test
    void aMachineThatCannotRunNextToItsDiskIsToldSo() {
        Pod launcher = launcher("virt-launcher-3", machine());
        awaitScores(launcher, 200, 100, 100, 5, 5, 5);
        assertThat(http.scores(launcher, bed.nodes.subList(3, 6))).containsExactly(5, 5, 5);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bed.told("machine"))
                        .containsExactly("NonOptimumScheduling: Unable to schedule VM on a node in a hyperconverged"
                                + " fashion. Make sure you have enough CPU and memory resources available on these"
                                + " nodes: [kubevirt-1 kubevirt-2 kubevirt-3]"));
        bed.client.resource(machine()).delete();
    }

    private void awaitScores(Pod pod, Integer... scores) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(http.scores(pod, bed.nodes)).containsExactly(scores));
    }

    private GenericKubernetesResource machine() {
        return bed.client
                .resource(Serialization.unmarshal(MACHINE, GenericKubernetesResource.class))
                .createOr(existing -> existing.update());
    }

    private Pod launcher(String name, GenericKubernetesResource machine) {
        return new PodBuilder(Workload.pod(bed, "stork", name, "root"))
                .editMetadata()
                .addToLabels("kubevirt.io", "virt-launcher")
                .addNewOwnerReference()
                .withApiVersion("kubevirt.io/v1")
                .withKind("VirtualMachineInstance")
                .withName("machine")
                .withUid(machine.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
