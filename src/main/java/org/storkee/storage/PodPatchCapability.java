package org.storkee.storage;

import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/** A driver whose volumes need something of the pods that use them. Asked on the request path: answers from memory. */
public interface PodPatchCapability extends StorageDriver {
    /**
     * What is to be added to {@code pod}, which uses volumes of this driver and is about to be created; null for nothing.
     * Asked again about a pod it has changed already, it answers null.
     */
    @Nullable
    PodPatch patch(Pod pod, String namespace);
}
