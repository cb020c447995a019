package org.storkee.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The bulk of what the API server sends of nodes that nobody here reads, left out while it is parsed: {@link Strip} would
 * drop it a moment later, and the first list of a large cluster decides how large the heap grows. Written it still is,
 * should somebody set it. Whoever begins to read one of these fields takes it off the list. Managed fields are read:
 * {@link LastChange} goes by their times.
 */
final class UnreadFields {
    @JsonIgnoreProperties(
            value = {"allocatable", "capacity", "images", "runtimeHandlers", "volumesAttached", "volumesInUse"},
            allowGetters = true)
    private interface Status {}

    private UnreadFields() {}

    /** A serialization of the client's own kinds that skips them. */
    static KubernetesSerialization skipped() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.addMixIn(NodeStatus.class, Status.class);
        return new KubernetesSerialization(mapper, true);
    }
}
