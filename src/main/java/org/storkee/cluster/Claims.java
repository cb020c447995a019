package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import org.jspecify.annotations.Nullable;

/** Where claims and what they lead to are looked up, from memory. Objects are shared: do not change them. */
public interface Claims {
    /** The claim, or null. */
    @Nullable
    PersistentVolumeClaim claim(String namespace, String name);

    /** The volume, or null. */
    @Nullable
    PersistentVolume volume(String name);

    /** The class, or null. */
    @Nullable
    StorageClass storageClass(String name);
}
