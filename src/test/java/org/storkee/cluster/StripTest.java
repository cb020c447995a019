package org.storkee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
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
                .singleElement()
                .satisfies(c -> assertThat(c.getReason()).isEqualTo("Unschedulable"));
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
        assertThat(volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms())
                .hasSize(1);
    }

    @Test
    void aNodeKeepsLabelsAnnotationsAddressesAndWhetherItIsReady() {
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
                .endSpec()
                .withNewStatus()
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
        assertThat(node.getSpec()).isNull();
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
}
