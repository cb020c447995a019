package org.storkee.admission;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;

/** The cache alone, for looking back at pods that exist. */
record CachedClaims(ClusterCache cache) implements ClaimSource {
    @Override
    public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
        return cache.claim(namespace, name);
    }

    @Override
    public @Nullable PersistentVolume volume(String name) {
        return cache.volume(name);
    }

    @Override
    public @Nullable StorageClass storageClass(String name) {
        return cache.storageClass(name);
    }

    @Override
    public @Nullable StorageClass defaultClass() {
        return ClaimSource.defaultOf(cache.classes().list());
    }
}
