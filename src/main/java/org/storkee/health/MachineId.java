package org.storkee.health;

import org.storkee.storage.DriverId;

/**
 * One machine of one driver.
 *
 * @param driver which driver instance
 * @param storageId what the storage system calls it ({@code StorageNode.id})
 * @param node the Kubernetes node it is
 */
public record MachineId(DriverId driver, String storageId, String node) {
    /** {@code node-1 of declared:declared.storkee.org}. */
    @Override
    public String toString() {
        return node + " of " + driver;
    }
}
