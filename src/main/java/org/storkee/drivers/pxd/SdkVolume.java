package org.storkee.drivers.pxd;

import java.util.List;
import java.util.Map;

/**
 * What is read of an {@code openstorage.api.Volume}. Texts the gateway left out are empty.
 *
 * @param id the storage system's id of the volume
 * @param name its locator's name: what Kubernetes calls the PersistentVolume, or what a person chose
 * @param state name of its {@code openstorage.api.VolumeState}
 * @param inTrashcan deleted, and kept for a while
 * @param replicaNodes node ids of all replica sets, in order, without repetition
 * @param currentNodes node ids that hold current data, by the volume's runtime state; empty when it does not tell
 * @param attachedOn node id, or empty
 * @param sharedv4Service served over the network by way of a service: sharedv4 with a service specification
 * @param status name of its {@code openstorage.api.VolumeStatus}; empty when it was left out
 * @param labels labels that tune scheduling: the specification's, overlaid by the locator's
 */
record SdkVolume(
        String id,
        String name,
        String state,
        boolean inTrashcan,
        List<String> replicaNodes,
        List<String> currentNodes,
        String attachedOn,
        boolean sharedv4Service,
        String status,
        Map<String, String> labels) {}
