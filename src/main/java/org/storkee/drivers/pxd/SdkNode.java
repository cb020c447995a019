package org.storkee.drivers.pxd;

/**
 * What is read of an {@code openstorage.api.StorageNode}. Texts the gateway left out are empty.
 *
 * @param id the storage system's id of the machine
 * @param status name of its {@code openstorage.api.Status}; left out means {@code STATUS_NONE}
 * @param managementAddress IP address for commands
 * @param dataAddress IP address for I/O
 * @param hostname as the machine calls itself, in any case
 * @param schedulerNodeName the Kubernetes node's name
 */
record SdkNode(
        String id,
        String status,
        String managementAddress,
        String dataAddress,
        String hostname,
        String schedulerNodeName) {}
