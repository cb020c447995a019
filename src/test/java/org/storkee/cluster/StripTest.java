package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.ZonedDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StripTest {
    @Test
    void aPodKeepsWhatSchedulingReads() {
        Pod pod = Strip.pod(new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("ns")
                .withUid("u")
                .addToLabels("app", "db")
                .addToAnnotations("stork.libopenstorage.org/preferLocalNodeOnly", "true")
                .addNewOwnerReference()
                .withUid("owner")
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("n")
                .withSchedulerName("stork")
                .addNewContainer()
                .withName("c")
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim("claim", false)
                .endVolume()
                .addNewVolume()
                .withName("config")
                .withNewConfigMap()
                .endConfigMap()
                .endVolume()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .withNominatedNodeName("m")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .endCondition()
                .addNewCondition()
                .withType("Initialized")
                .endCondition()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withReason("StorageDriverOffline")
                .endCondition()
                .endStatus()
                .build());
        assertThat(pod.getMetadata().getLabels()).containsOnly(Map.entry("app", "db"));
        assertThat(pod.getMetadata().getAnnotations()).hasSize(1);
        assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
        assertThat(pod.getSpec().getNodeName()).isEqualTo("n");
        assertThat(pod.getSpec().getSchedulerName()).isEqualTo("stork");
        assertThat(pod.getSpec().getContainers()).isEmpty();
        assertThat(pod.getSpec().getVolumes()).singleElement().satisfies(v -> {
            assertThat(v.getName()).isEqualTo("data");
            assertThat(v.getPersistentVolumeClaim().getClaimName()).isEqualTo("claim");
        });
        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(pod.getStatus().getNominatedNodeName()).isEqualTo("m");
        assertThat(pod.getStatus().getConditions())
                .extracting(PodCondition::getReason)
                .containsExactly("Unschedulable", "StorageDriverOffline");
    }

    @Test
    void aPodKeepsOfSharedStorageItNamesItselfWhetherItMayWrite() {
        Pod pod = Strip.pod(new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("scratch")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("share")
                .withNewNfs("/export", false, "nfs.example.com")
                .endVolume()
                .addNewVolume()
                .withName("disk")
                .withNewIscsi()
                .withIqn("iqn.2026-01.com.example:disk")
                .withReadOnly(true)
                .endIscsi()
                .endVolume()
                .addNewVolume()
                .withName("in-line")
                .withNewCsi()
                .withDriver("nfs.csi.k8s.io")
                .endCsi()
                .endVolume()
                .endSpec()
                .build());
        assertThat(pod.getSpec().getVolumes())
                .extracting(v -> v.getName() + " " + PodSources.readOnly(v))
                .containsExactly("share false", "disk true", "in-line false");
        assertThat(pod.getSpec().getVolumes()).allSatisfy(v -> {
            assertThat(v.getNfs().getServer()).isNull();
            assertThat(v.getIscsi()).isNull();
            assertThat(v.getCsi()).isNull();
        });
    }

    @Test
    void aClaimKeepsItsSizeClassBindingAndPhase() {
        PersistentVolumeClaim claim = Strip.claim(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("c")
                .addToAnnotations("volume.kubernetes.io/selected-node", "n")
                .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("fast")
                .withVolumeName("pv")
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("10Gi"))
                .endResources()
                .endSpec()
                .withNewStatus()
                .withPhase("Bound")
                .addToCapacity("storage", new Quantity("10Gi"))
                .endStatus()
                .build());
        assertThat(claim.getMetadata().getAnnotations())
                .containsOnly(Map.entry("volume.kubernetes.io/selected-node", "n"));
        assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
        assertThat(claim.getSpec().getVolumeName()).isEqualTo("pv");
        assertThat(claim.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("10Gi"));
        assertThat(claim.getStatus().getPhase()).isEqualTo("Bound");
    }

    @Test
    void aVolumeKeepsItsSourceItsPlaceAndItsClaim() {
        PersistentVolume volume = Strip.volume(new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("pv")
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("10Gi"))
                .withAccessModes("ReadWriteMany")
                .withNewClaimRef()
                .withName("c")
                .endClaimRef()
                .withNewCsi()
                .withDriver("d")
                .withVolumeHandle("h")
                .addToVolumeAttributes("share", "true")
                .endCsi()
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("zone")
                .withOperator("In")
                .withValues("a")
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .endSpec()
                .build());
        assertThat(volume.getSpec().getCsi().getVolumeHandle()).isEqualTo("h");
        assertThat(volume.getSpec().getCsi().getVolumeAttributes()).containsEntry("share", "true");
        assertThat(volume.getSpec().getClaimRef().getName()).isEqualTo("c");
        assertThat(volume.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        assertThat(volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms())
                .hasSize(1);
    }

    @Test
    void aNodeKeepsLabelsAnnotationsTaintsAddressesAndWhetherItIsReady() {
        Node node = Strip.node(new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .addToLabels("zone", "a")
                .addToAnnotations("operator.libopenstorage.org/unschedulable", "true")
                .withManagedFields(new ManagedFieldsEntryBuilder()
                        .withTime("2026-01-01T00:00:00Z")
                        .build())
                .endMetadata()
                .withNewSpec()
                .withPodCIDR("10.0.0.0/24")
                .withUnschedulable(true)
                .addNewTaint("NoExecute", "node.kubernetes.io/unreachable", null, null)
                .endSpec()
                .withNewStatus()
                .withNewNodeInfo()
                .withBootID("boot")
                .withKernelVersion("6.1")
                .endNodeInfo()
                .addNewAddress("192.168.0.1", "InternalIP")
                .addNewCondition()
                .withType("MemoryPressure")
                .withStatus("False")
                .endCondition()
                .addNewCondition()
                .withType("Ready")
                .withStatus("Unknown")
                .withReason("NodeStatusUnknown")
                .withMessage("Kubelet stopped posting node status.")
                .withLastHeartbeatTime("2026-01-01T00:00:00Z")
                .endCondition()
                .addNewImage()
                .withNames("image")
                .endImage()
                .endStatus()
                .build());
        assertThat(node.getSpec().getPodCIDR()).isNull();
        assertThat(node.getSpec().getTaints()).hasSize(1);
        assertThat(node.getSpec().getUnschedulable()).isTrue();
        assertThat(node.getStatus().getNodeInfo().getBootID()).isEqualTo("boot");
        assertThat(node.getStatus().getNodeInfo().getKernelVersion()).isNull();
        assertThat(node.getMetadata().getLabels()).containsEntry("zone", "a");
        assertThat(node.getMetadata().getAnnotations()).hasSize(1);
        assertThat(node.getMetadata().getManagedFields()).isEmpty();
        assertThat(node.getStatus().getAddresses()).hasSize(1);
        assertThat(node.getStatus().getImages()).isEmpty();
        assertThat(node.getStatus().getConditions())
                .containsExactly(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("Unknown")
                        .withReason("NodeStatusUnknown")
                        .withMessage("Kubelet stopped posting node status.")
                        .build());
    }

    @Test
    void aNodesLeaseKeepsItsNameAndWhenItWasRenewed() {
        Lease lease = Strip.lease(new LeaseBuilder()
                .withNewMetadata()
                .withName("n")
                .withNamespace("kube-node-lease")
                .addToLabels("a", "b")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("n")
                .withRenewTime(ZonedDateTime.parse("2026-01-01T00:00:00Z"))
                .endSpec()
                .build());
        assertThat(lease.getMetadata().getName()).isEqualTo("n");
        assertThat(lease.getMetadata().getLabels()).isNullOrEmpty();
        assertThat(lease.getSpec().getHolderIdentity()).isNull();
        assertThat(lease.getSpec().getRenewTime()).isEqualTo(ZonedDateTime.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void aNamespaceKeepsOurAnnotations() {
        Namespace namespace = Strip.namespace(new NamespaceBuilder()
                .withNewMetadata()
                .withName("ns")
                .addToAnnotations("storkee.org/relocation", "never")
                .addToAnnotations("example.com/bulky", "text")
                .endMetadata()
                .build());
        assertThat(namespace.getMetadata().getAnnotations()).containsOnlyKeys("storkee.org/relocation");
    }
}
