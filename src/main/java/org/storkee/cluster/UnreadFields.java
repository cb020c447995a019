package org.storkee.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The bulk of what the API server sends that nobody here reads, left out while it is parsed: {@link Strip} would drop it
 * a moment later, and the first lists of a large cluster are what decides how large the heap grows. Written it still is,
 * should somebody set it. Whoever begins to read one of these fields takes it off the list.
 */
final class UnreadFields {
    @JsonIgnoreProperties(value = "managedFields", allowGetters = true)
    private interface Metadata {}

    @JsonIgnoreProperties(
            value = {"allocatable", "capacity", "images", "runtimeHandlers", "volumesAttached", "volumesInUse"},
            allowGetters = true)
    private interface Status {}

    private UnreadFields() {}

    /** A serialization of the client's own kinds that skips them. */
    static KubernetesSerialization skipped() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.addMixIn(ObjectMeta.class, Metadata.class);
        mapper.addMixIn(NodeStatus.class, Status.class);
        return new KubernetesSerialization(mapper, true);
    }
}
