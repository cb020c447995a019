package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import org.jspecify.annotations.Nullable;

/** A driver that knows where volumes are. All methods answer from memory and are safe for concurrent use. */
public interface TopologyCapability extends StorageDriver {
    /** Which of this driver's instances serves {@code volume}, or null if none does. */
    @Nullable
    DriverId owner(PersistentVolume volume);

    /**
     * Which of this driver's instances will provision claims of {@code provisioner}, or null if none will.
     *
     * @param provisioner a StorageClass's provisioner or a claim's provisioner annotation
     */
    @Nullable
    DriverId owner(String provisioner);

    /** Key of {@code volume} in {@link StorageView#volumes()}; asked only of its owner. */
    String volumeKey(PersistentVolume volume);

    /** A bound volume is missing from a fresh view: look it up now, asynchronously, and publish what is found. */
    void lookUp(DriverId driver, String volumeKey);
}
