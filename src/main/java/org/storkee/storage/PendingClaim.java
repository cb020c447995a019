package org.storkee.storage;

/**
 * A claim that waits for its first consumer and will be provisioned by a driver once a node is chosen. Immutable.
 *
 * @param claim the PersistentVolumeClaim's name
 * @param uid its UID, the key of its charges in the capacity ledger
 * @param driver who will provision it
 * @param bytes requested size, 0 or more
 */
public record PendingClaim(String claim, String uid, DriverId driver, long bytes) {}
