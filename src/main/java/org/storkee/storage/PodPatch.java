package org.storkee.storage;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a storage system needs changed in a pod before it is created. Immutable.
 *
 * @param operations in order; only additions, so that what others added to the pod stays
 * @param needs an object the changed pod cannot start without, or null; with the pod's namespace
 */
public record PodPatch(List<Operation> operations, @Nullable ConfigMap needs) {
    /**
     * One operation {@code add} of RFC 6902; on a member that exists it replaces.
     *
     * @param path JSON pointer
     * @param value a text, a list or a map of them
     */
    public record Operation(String path, Object value) {}
}
