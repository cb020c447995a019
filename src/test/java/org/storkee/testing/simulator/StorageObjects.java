package org.storkee.testing.simulator;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.storkee.api.NodeState;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.api.ReplicaState;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;

/**
 * The objects a storage system and its provisioner write, built and not sent. No state but the driver's name.
 *
 * @param driver CSI driver name and provisioner
 */
record StorageObjects(String driver) {
    static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    /** The NodeStorage of a node; {@code lease} may be null. */
    NodeStorage nodeStorage(StoragePool.Usage usage, NodeStorageSpec.LeaseReference lease) {
        NodeStorageSpec spec = new NodeStorageSpec();
        spec.setDriver(driver);
        spec.setNodeName(usage.node().nodeName());
        boolean unreachable = usage.silent() && lease == null;
        spec.setState(unreachable ? NodeState.UNREACHABLE : usage.state());
        spec.setFenced(usage.fenced());
        spec.setMessage(unreachable ? "agent does not answer" : messageOf(usage));
        NodeStorageSpec.Capacity capacity = new NodeStorageSpec.Capacity();
        capacity.setTotal(bytes(usage.node().capacityBytes()));
        capacity.setAvailable(bytes(usage.availableBytes()));
        spec.setCapacity(capacity);
        spec.setLease(lease);
        NodeStorage object = new NodeStorage();
        object.getMetadata().setName(usage.node().name());
        object.setSpec(spec);
        return object;
    }

    /** Where a volume's replicas are; labels and remote access come from the class's parameters. */
    VolumeReplicas replicas(String volume, List<String> nodes, Map<String, String> parameters) {
        VolumeReplicasSpec spec = new VolumeReplicasSpec();
        spec.setDriver(driver);
        spec.setVolumeHandle(handle(volume));
        spec.setReplicas(nodes.stream().map(StorageObjects::replica).toList());
        spec.setRemoteAccess(Boolean.parseBoolean(parameters.get("remoteAccess")));
        Map<String, String> labels = new HashMap<>(parameters);
        labels.keySet().removeIf(key -> !key.startsWith("stork.libopenstorage.org/") && !key.equals("winshare"));
        spec.setLabels(labels);
        VolumeReplicas object = new VolumeReplicas();
        object.getMetadata().setName(volume);
        object.setSpec(spec);
        return object;
    }

    /** The PersistentVolume for a claim; no node affinity, for the data is reachable from every node. */
    PersistentVolume volume(String volume, PersistentVolumeClaim claim) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volume)
                .addToAnnotations(PROVISIONED_BY, driver)
                .endMetadata()
                .withNewSpec()
                .withCapacity(Map.of("storage", requested(claim)))
                .withAccessModes(claim.getSpec().getAccessModes())
                .withVolumeMode(claim.getSpec().getVolumeMode())
                .withPersistentVolumeReclaimPolicy("Delete")
                .withStorageClassName(claim.getSpec().getStorageClassName())
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .withNewCsi()
                .withDriver(driver)
                .withVolumeHandle(handle(volume))
                .endCsi()
                .endSpec()
                .build();
    }

    /** The PersistentVolume for a claim whose place was chosen beforehand: with data where it asks for a folder. */
    PersistentVolume volume(PresetVolume preset, PersistentVolumeClaim claim) {
        PersistentVolume volume = volume(preset.volume(), claim);
        if (preset.folder().isEmpty()) {
            return volume;
        }
        return new PersistentVolumeBuilder(volume)
                .editSpec()
                .withCsi(null)
                .withNewHostPath(preset.folder(), "DirectoryOrCreate")
                .endSpec()
                .build();
    }

    /** A claim for a volume that is named beforehand. */
    PersistentVolumeClaim presetClaim(String volume, PresetVolume preset) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(preset.namespace())
                .withName(preset.claim())
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("")
                .withVolumeName(volume)
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity(preset.size()))
                .endResources()
                .endSpec()
                .build();
    }

    /** A StorageClass served by the simulator. */
    StorageClass storageClass(String name, boolean waitForFirstConsumer, Map<String, String> parameters) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(driver)
                .withReclaimPolicy("Delete")
                .withVolumeBindingMode(waitForFirstConsumer ? "WaitForFirstConsumer" : "Immediate")
                .withParameters(parameters)
                .build();
    }

    /** An event on a claim, as external-provisioner writes it. */
    Event event(PersistentVolumeClaim claim, String type, String reason, String message) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(claim.getMetadata().getName() + ".")
                .withNamespace(claim.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withNewSource()
                .withComponent(driver)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    /** What a claim asks for. */
    static Quantity requested(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources().getRequests().get("storage");
    }

    /** A quantity in whole bytes, rounded up. */
    static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount()
                .setScale(0, java.math.RoundingMode.CEILING)
                .longValueExact();
    }

    private static Quantity bytes(long bytes) {
        return new Quantity(Long.toString(bytes));
    }

    private static String handle(String volume) {
        return "sim-" + volume;
    }

    private static VolumeReplicasSpec.Replica replica(String node) {
        VolumeReplicasSpec.Replica replica = new VolumeReplicasSpec.Replica();
        replica.setNode(node);
        replica.setState(ReplicaState.UP_TO_DATE);
        return replica;
    }

    private static String messageOf(StoragePool.Usage usage) {
        return switch (usage.state()) {
            case ONLINE -> "";
            case DEGRADED -> "rebalancing";
            case STORAGE_DOWN -> "local disks are down";
            case OFFLINE -> usage.fenced() ? "data path is down, writes are fenced" : "data path is down";
            case UNREACHABLE -> "agent does not answer";
        };
    }
}
