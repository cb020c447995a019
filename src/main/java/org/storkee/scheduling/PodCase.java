package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.Topology;

/**
 * All that the rules need to know of a pod, gathered once from memory.
 *
 * @param pod as it was sent
 * @param traits what its metadata asks for
 * @param controller it belongs to a storage system's own controller
 * @param volumes what drivers own of its volumes
 * @param topology the picture the request works on
 * @param blind its drivers of which nothing is known now
 * @param waiting why it must wait whatever the nodes are, or null
 */
record PodCase(
        Pod pod,
        PodTraits traits,
        boolean controller,
        PodVolumes volumes,
        Topology topology,
        Set<DriverId> blind,
        @Nullable Waiting waiting) {
    /** False when every node will do, so that an empty answer is no refusal of ours. */
    boolean concernsStorage() {
        return !controller && !volumes.none();
    }
}
