package org.storkee.admission;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;

/** Caches that hold an {@link AdmissionWorld}. */
class WorldCache extends ClusterCache {
    private final AdmissionWorld world;

    WorldCache(AdmissionWorld world) {
        this.world = world;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
        return world.claim(namespace, name);
    }

    @Override
    public @Nullable PersistentVolume volume(String name) {
        return world.volume(name);
    }

    @Override
    public @Nullable StorageClass storageClass(String name) {
        return world.storageClass(name);
    }
}
