package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.storkee.cluster.Claims;
import org.storkee.scheduling.Case.ClaimKind;
import org.storkee.storage.DriverId;
import org.storkee.storage.PodVolumes;

/** Claims, volumes and classes in memory; a driver owns what names its instance as CSI driver or provisioner. */
final class ClaimsFixture implements Claims, PodVolumes.Owners {
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private final Map<String, PersistentVolume> volumes = new HashMap<>();

    /** A claim of {@code driver}'s class, and its volume where it has one. */
    void add(String claim, String volume, DriverId driver, ClaimKind kind, Map<String, String> annotations) {
        if (kind == ClaimKind.MISSING || kind == ClaimKind.EPHEMERAL_MISSING) {
            return;
        }
        boolean bound = kind != ClaimKind.NOT_BOUND;
        Map<String, String> all = new HashMap<>(annotations);
        if (kind == ClaimKind.RESTORING) {
            all.put("stork.libopenstorage.org/restore-in-progress", "true");
        }
        put(claim, bound ? volume : null, kind == ClaimKind.WITHOUT_CLASS ? null : driver.instance(), all);
        volumes.put(
                volume,
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(volume)
                        .endMetadata()
                        .withNewSpec()
                        .withNewCsi()
                        .withDriver(driver.instance())
                        .endCsi()
                        .endSpec()
                        .build());
    }

    /** A claim of 1 GiB that waits for its first consumer. */
    void pending(String claim, DriverId driver) {
        put(claim, null, driver.instance() + "-wffc", Map.of());
    }

    /** The same claim once the scheduler selected a node for it. */
    void selected(String claim, DriverId driver, String node) {
        put(claim, null, driver.instance() + "-wffc", Map.of(SELECTED_NODE, node));
    }

    /** The same claim once it is bound; its volume is there only after {@link #made}. {@code node}: null if none was selected. */
    void bound(String claim, String volume, DriverId driver, String node) {
        put(claim, volume, driver.instance() + "-wffc", node == null ? Map.of() : Map.of(SELECTED_NODE, node));
    }

    /** The volume made for a claim. */
    PersistentVolume made(String volume, String claim, DriverId driver, Instant at) {
        PersistentVolume made = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volume)
                .withCreationTimestamp(at.toString())
                .endMetadata()
                .withNewSpec()
                .withNewClaimRef()
                .withNamespace("default")
                .withName(claim)
                .withUid("uid-of-" + claim)
                .endClaimRef()
                .withNewCsi()
                .withDriver(driver.instance())
                .endCsi()
                .endSpec()
                .build();
        volumes.put(volume, made);
        return made;
    }

    /** The claim is deleted. */
    void remove(String claim) {
        claims.remove(claim);
    }

    /** Every claim there is. */
    Collection<PersistentVolumeClaim> all() {
        return claims.values();
    }

    /** A bound claim that is nobody's we know. */
    void foreign(String claim) {
        put(claim, "volume-of-" + claim, null, Map.of());
    }

    private void put(String name, String volume, String storageClass, Map<String, String> annotations) {
        claims.put(
                name,
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName(name)
                        .withUid("uid-of-" + name)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .withVolumeName(volume)
                        .withStorageClassName(storageClass)
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .withNewStatus()
                        .withPhase(volume == null ? "Pending" : "Bound")
                        .endStatus()
                        .build());
    }

    @Override
    public PersistentVolumeClaim claim(String namespace, String name) {
        return namespace.equals("default") ? claims.get(name) : null;
    }

    @Override
    public PersistentVolume volume(String name) {
        return volumes.get(name);
    }

    @Override
    public StorageClass storageClass(String name) {
        boolean waits = name.endsWith("-wffc");
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(waits ? name.substring(0, name.length() - "-wffc".length()) : name)
                .withVolumeBindingMode(waits ? "WaitForFirstConsumer" : "Immediate")
                .build();
    }

    @Override
    public DriverId owner(PersistentVolume volume) {
        return owner(volume.getSpec().getCsi().getDriver());
    }

    @Override
    public DriverId owner(String provisioner) {
        return switch (provisioner) {
            case "first" -> World.FIRST;
            case "second" -> World.SECOND;
            default -> null;
        };
    }

    @Override
    public String volumeKey(DriverId owner, PersistentVolume volume) {
        return volume.getMetadata().getName();
    }
}
