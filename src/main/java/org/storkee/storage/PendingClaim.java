package org.storkee.storage;

import org.jspecify.annotations.Nullable;

/**
 * A claim that waits for its first consumer and will be provisioned by a driver once a node is chosen. Immutable.
 *
 * @param claim the PersistentVolumeClaim's name
 * @param uid its UID, the key of its charges in the capacity ledger
 * @param driver who will provision it
 * @param bytes requested size, 0 or more
 * @param storageClass the StorageClass it names, whether or not that exists, or null if it names none
 */
public record PendingClaim(
        String claim,
        String uid,
        DriverId driver,
        long bytes,
        @Nullable String storageClass) {
    /** A claim that names no class. */
    public PendingClaim(String claim, String uid, DriverId driver, long bytes) {
        this(claim, uid, driver, bytes, null);
    }
}
